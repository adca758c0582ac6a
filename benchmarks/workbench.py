"""How soon every page of the workbench begins to answer on a case of 20,000 documents.

    python benchmarks/workbench.py [--documents 20000] [--rounds 30] [--case FOLDER] [--wait 600]

The documents are made of the examples of this repository with a seed: each takes paragraphs of
several examples of one language with the claims that were found there, and other names of places,
bodies and firms of the same length. They are written into the case by the case room's own
functions and not by ``add``, which would read every one of them. ``--case`` keeps the case, and
takes it again the next time.

Printed for each page: the time to the first byte, p50 and p95, and the processor time of the server
for a request, as the case is, and after a decision (which outdates every figure that is kept). The
times hold for the machine as busy as it is; processor time hardly depends on that.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime
import hashlib
import http.client
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from speed import EXAMPLES  # type: ignore[import-not-found]

SEED = 20260101
TOGETHER = 200
AIM = 0.2
"""Seconds to the first byte."""
HAN_NAMES = {
    "临澜": ("江浦", "云泽", "海岫", "石亭", "青禾", "望川", "宁溪", "长圩"),
    "东桥": ("西塘", "北苑", "南陂", "中堰", "上坪", "下渡", "新洲", "古渠"),
    "灯塔": ("磐石", "晨光", "守望", "春风", "北斗", "长城", "青松", "银河"),
    "通达付": ("行走付", "云闪通", "快易付", "城市通"),
}
LATIN_NAMES = {
    "Port Alder": ("Fort Birch", "Cape Rowan", "Lake Hazel", "Glen Aspen"),
    "Alder": ("Birch", "Rowan", "Hazel", "Aspen"),
    "Harbor": ("Canyon", "Valley", "Meadow", "Forest"),
    "Northlight": ("Southbeams", "Eastwardly", "Brightline", "Silverware"),
}
QUERIES = (
    "维稳",
    "人脸",
    "公安机关",
    "平安灯塔工程",
    "plate readers",
    "police",
    "摄像机",
    "retention",
)


@dataclasses.dataclass(frozen=True)
class Piece:
    """A paragraph of an example and what was found in it, at places from its own beginning."""

    words: str
    mentions: Sequence[Any]
    claims: Sequence[Any]


def moved(value: Any, by: int) -> Any:
    """JSON values with every span moved; surroundings are left out."""
    if isinstance(value, dict):
        if "exact" in value:
            start, end = value["start"] + by, value["end"] + by
            return {"start": start, "end": end, "exact": value["exact"]}
        return {key: moved(each, by) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [moved(each, by) for each in value]
    return value


def pieces() -> dict[str, list[tuple[dict[str, Any], list[Piece]]]]:
    """The examples by language: the document as JSON values, and its paragraphs."""
    from custodes.case.pipeline import process
    from custodes.model import UnreadableError, to_builtins
    from custodes.reading import read

    found: dict[str, list[tuple[dict[str, Any], list[Piece]]]] = {"zh": [], "en": []}
    for path in sorted(EXAMPLES.iterdir()):
        try:
            processed = process(path.read_bytes(), path.name, path.name, read)
        except UnreadableError:
            continue
        parts = []
        for block in processed.text.body():
            start, end = block.start, block.end

            def inside(span: Any, start: int = start, end: int = end) -> bool:
                return bool(start <= span.start and span.end <= end)

            claims = []
            for claim in processed.claims:
                if not inside(claim.quote):
                    continue
                roles = {
                    role: kept
                    for role, fillers in claim.roles.items()
                    if (kept := tuple(each for each in fillers if inside(each.span)))
                }
                by = claim.attribution
                if by.span is not None and not inside(by.span):
                    by = dataclasses.replace(by, span=None)
                quantities = tuple(each for each in claim.quantities if inside(each.span))
                claim = dataclasses.replace(
                    claim, roles=roles, attribution=by, quantities=quantities
                )
                claims.append(moved(to_builtins(claim), -start))
            mentions = [each for each in processed.mentions if inside(each.span)]
            words = processed.text.content[start:end]
            parts.append(Piece(words, moved(to_builtins(mentions), -start), claims))
        language = "zh" if processed.document.language.startswith("zh") else "en"
        found[language].append((to_builtins(processed.document), parts))
    return found


def renamed(json: str, dice: random.Random) -> str:
    """The same with other names, each as long as the one that it stands for."""
    for table in (HAN_NAMES, LATIN_NAMES):
        for name, others in table.items():
            json = json.replace(name, dice.choice((name, *others)))
    return json


def documents(count: int) -> Iterator[Any]:
    """So many documents with what was found in them, the same ones each time."""
    from custodes.case import Processed
    from custodes.model import from_json, to_json

    dice = random.Random(SEED)
    known = pieces()
    everything = {
        language: [part for _, parts in examples for part in parts]
        for language, examples in known.items()
    }
    first = datetime.date(2015, 1, 1)
    for number in range(count):
        language = "zh" if number % 5 < 3 else "en"
        document, parts = dice.choice(known[language])
        chosen = [parts[0], *dice.sample(everything[language], k=dice.randint(12, 24))]
        content, blocks, mentions, claims = "", [], [], []
        for index, piece in enumerate(chosen):
            start = len(content)
            words = piece.words
            content += words + "\n"
            kind = "title" if index == 0 else "paragraph"
            blocks.append({"kind": kind, "start": start, "end": start + len(words)})
            mentions += moved(piece.mentions, start)
            claims += moved(piece.claims, start)
        ending = f"№ {number}"
        blocks.append(
            {"kind": "paragraph", "start": len(content), "end": len(content) + len(ending)}
        )
        content += ending
        sha256 = hashlib.sha256(f"{number} {SEED}".encode()).hexdigest()
        day = (first + datetime.timedelta(days=dice.randrange(3650))).isoformat()
        made = {
            "document": document
            | {
                "sha256": sha256,
                "name": f"{number:05d}-{document['name']}",
                "origin": f"leak/{number // 1000:02d}/{number:05d}-{document['name']}",
                "media_type": "text/plain",
                "published": {"first": day, "last": day},
            },
            "text": {"content": content, "blocks": blocks},
            "mentions": mentions,
            "claims": [claim | {"document": sha256} for claim in claims],
        }
        processed = from_json(Processed, renamed(to_json(made), dice))
        # the bytes are the text's
        own = hashlib.sha256(processed.text.content.encode()).hexdigest()
        yield dataclasses.replace(
            processed,
            document=dataclasses.replace(processed.document, sha256=own),
            claims=tuple(dataclasses.replace(claim, document=own) for claim in processed.claims),
        )


def build(folder: Path, count: int) -> None:
    """A case of so many documents, as ``add`` leaves it."""
    from custodes.case import Case, custody
    from custodes.case.content import CONTENT, content_digest, keep_processed
    from custodes.case.database import transaction

    with Case.create(folder, "Twenty thousand") as case:
        connection, began = case._connection, time.perf_counter()
        waiting = documents(count)
        while batch := list(itertools.islice(waiting, TOGETHER)):
            with transaction(connection, folder):
                for processed in batch:
                    document = processed.document
                    content = processed.text.content.encode()
                    path = case._originals.path(document.sha256)
                    path.parent.mkdir(exist_ok=True)
                    path.write_bytes(content)
                    connection.execute(
                        "INSERT INTO documents (sha256, name, origin, size, state) "
                        "VALUES (?, ?, ?, ?, 'pending')",
                        (document.sha256, document.name, document.origin, len(content)),
                    )
                    size = f"{len(content)} bytes"
                    custody.append(connection, case.actor, "received", document.sha256, size)
                    keep_processed(connection, processed)
                    digest = CONTENT + content_digest(connection, document.sha256)
                    custody.append(connection, case.actor, "read", document.sha256, digest)
            print(".", end="", file=sys.stderr, flush=True)
        status = case.status()
        print(file=sys.stderr)
        print(
            f"{status.documents} documents with {sum(status.claims.values())} claims written in "
            f"{time.perf_counter() - began:.0f} s"
        )


class Browser:
    """One connection to the workbench, signed in."""

    def __init__(self, address: str, process: int) -> None:
        self._process = process
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=300)
        self._headers: dict[str, str] = {}
        query = urlsplit(address)
        _, headers, _ = self.get(f"{query.path}?{query.query}")
        cookie: SimpleCookie = SimpleCookie(headers["set-cookie"])
        pairs = [f"{name}={each.value}" for name, each in cookie.items()]
        self._headers["Cookie"] = "; ".join(pairs)
        _, _, page = self.get("/documents")
        self._headers["X-CSRF-Token"] = page.partition('name="csrf" content="')[2][:64]

    def cpu(self) -> float:
        """Seconds of processor time that the server has had, where the system says (Linux)."""
        try:
            stat = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def get(self, path: str) -> tuple[float, Any, str]:
        """Seconds to the first byte, headers and words of an answer; ends at a fault."""
        return self._ask("GET", path)

    def post(self, path: str) -> None:
        """Send a form without fields."""
        self._ask("POST", path)

    def _ask(self, method: str, path: str) -> tuple[float, Any, str]:
        began = time.perf_counter()
        try:
            self._connection.request(method, path, headers=self._headers)
            answer = self._connection.getresponse()
        except http.client.RemoteDisconnected:  # idle for longer than the server keeps it
            self._connection.close()
            return self._ask(method, path)
        first = answer.read(1)
        seconds = time.perf_counter() - began
        words = (first + answer.read()).decode("utf-8", "replace")
        if answer.status >= 400:
            raise SystemExit(f"{path} answers {answer.status}: {words[:2000]}")
        return seconds, answer.headers, words


def addresses(case: Path, dice: random.Random, rounds: int) -> dict[str, list[str]]:
    """What is asked of each page: another document, word or part of the list each time."""
    from custodes.case import Case
    from custodes.workbench.rendering import offered, page_modules

    with Case.open(case) as opened:
        sha256s = [row[0] for row in opened.rows("SELECT sha256 FROM documents")]
    kinds = ("plan", "report", "tender", "policy")
    asked = {f"/{name}": [f"/{name}"] for name in offered()}
    asked["/documents, filters"] = [
        f"/documents?kind={dice.choice(kinds)}&since={dice.randint(2015, 2024)}-01-01&order=title"
        for _ in range(rounds)
    ]
    asked["/documents, words"] = [f"/documents?words={quote(word)}" for word in QUERIES]
    asked["/documents, page"] = [
        f"/documents?page={dice.randint(1, len(sha256s) // 50)}&order=published"
        for _ in range(rounds)
    ]
    asked["/documents/{document}"] = [f"/documents/{dice.choice(sha256s)}" for _ in range(rounds)]
    asked["/activity, everything"] = ["/activity?action=all", "/activity?action=all&page=100"]
    if "search" in page_modules():
        asked["/search, words"] = [f"/search?q={quote(word)}" for word in QUERIES]
    return asked


@contextlib.contextmanager
def served(case: Path) -> Iterator[tuple[str, int]]:
    """``custodes serve`` as a process of its own; the address that it prints, its id."""
    command = [sys.executable, "-m", "custodes.cli", "serve", str(case), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()


def claims_to_decide(case: Path) -> Iterator[str]:
    """Addresses that accept one claim after the other."""
    from custodes.case import Case

    query = "SELECT sha256, key FROM claims WHERE decision = '' LIMIT 5000"
    with Case.open(case) as opened:
        rows = opened.rows(query)
    for sha256, key in rows:
        yield f"/documents/{sha256}/claims/{key}/accept"


def measure(case: Path, rounds: int, wait: int) -> None:
    """Print the table; ``wait`` so many seconds until reprints are found."""
    dice = random.Random(SEED)
    decisions = claims_to_decide(case)
    slow = []
    with served(case) as (address, process):
        browser = Browser(address, process)
        # the reprints, which a process of its own looks for, are not what is measured
        for _ in range(wait):
            if "hx-trigger" not in browser.get("/documents/alike")[2]:
                break
            time.sleep(1)
        else:
            print("reprints are still being looked for behind the pages")
        print(f"{'':26}{'as it is':^27}{'after a decision':^27}")
        print(f"{'page':26}" + f"{'p50':>9}{'p95':>9}{'cpu':>9}" * 2)
        for name, paths in addresses(case, dice, rounds).items():
            found = []
            for changing in (False, True):
                times, spent = [], 0.0
                browser.get(paths[0])
                for path in itertools.islice(itertools.cycle(paths), rounds):
                    if changing:
                        browser.post(next(decisions))
                    before = browser.cpu()
                    times.append(browser.get(path)[0])
                    spent += browser.cpu() - before
                p95 = statistics.quantiles(times, n=20)[-1]
                found += [statistics.median(times), p95, spent / rounds]
            print(f"{name:26}" + "".join(f"{1000 * each:9.0f}" for each in found) + "  ms")
            if found[1] > AIM:
                slow.append(name)
    print(f"over {1000 * AIM:.0f} ms at the 95th percentile: {', '.join(slow) or 'none'}")


def main() -> None:
    """Build the case, if it is not there, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--wait", type=int, default=600, help="seconds for reprints to be found")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        case = chosen.case or Path(folder) / "case"
        if not case.exists():
            build(case, chosen.documents)
        measure(case, chosen.rounds, chosen.wait)


if __name__ == "__main__":
    main()
