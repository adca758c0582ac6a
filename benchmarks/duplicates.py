"""How fast reprints and versions are found, and how many of them.

Documents are invented: sentences of Zipf-distributed words, Chinese and English by turns, all with
the same page furniture. Of each tenth one a copy is made and changed: characters mistaken (as OCR
does), paragraphs dropped, or both. Compared are custodes, rensa's signatures and index alone, and
every pair compared exactly.

    python benchmarks/duplicates.py [--documents 10000]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

WORDS = 6000
FURNITURE_ZH = "首页 新闻 深度 专题 订阅 版权所有 未经许可不得转载 责任编辑"
FURNITURE_EN = "Home News Topics Subscribe All rights reserved Read more Share this story"
EDITS = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05)
DROPS = (0.0, 0.1, 0.2, 0.3, 0.5)


class Writer:
    """Invents documents; the same seed writes the same ones."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        hanzi = [chr(point) for point in range(0x4E00, 0x5A00)]
        latin = "abcdefghijklmnopqrstuvwxyz"
        self.weights = [1 / rank for rank in range(1, WORDS + 1)]
        self.words = {
            "zh": ["".join(self.dice.choices(hanzi, k=2)) for _ in range(WORDS)],
            "en": [
                "".join(self.dice.choices(latin, k=self.dice.randint(3, 9))) for _ in range(WORDS)
            ],
        }

    def document(self, language: str, sentences: int) -> list[str]:
        """Sentences of a document, its furniture first and last."""
        joint, stop = ("", "。") if language == "zh" else (" ", ".")
        furniture = FURNITURE_ZH if language == "zh" else FURNITURE_EN
        written = [
            joint.join(
                self.dice.choices(self.words[language], self.weights, k=self.dice.randint(8, 16))
            )
            + f"{joint}{self.dice.randint(2, 900)}"
            + stop
            for _ in range(sentences)
        ]
        return [furniture, *written, furniture[::-1]]

    def changed(self, document: Sequence[str], mistaken: float, dropped: float) -> list[str]:
        """A copy with this share of letters mistaken and this share of sentences dropped in a row.

        Its furniture is another page's.
        """
        body = list(document[1:-1])
        gone = round(len(body) * dropped)
        start = self.dice.randint(0, len(body) - gone)
        body[start : start + gone] = []
        return ["转自他处", *(self._misread(sentence, mistaken) for sentence in body), "全文完"]

    def _misread(self, sentence: str, share: float) -> str:
        return "".join(
            chr(self.dice.randint(0x5A00, 0x6A00))
            if letter > "\u3400" and self.dice.random() < share
            else self.dice.choice("aeiourst")
            if letter.isascii() and letter.isalpha() and self.dice.random() < share
            else letter
            for letter in sentence
        )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time, all threads together, and what came of it."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def corpus(count: int, seed: int = 1) -> tuple[list[str], set[tuple[int, int]]]:
    """Bodies of documents, and the pairs of them that are a document and its copy."""
    writer = Writer(seed)
    made: list[str] = []
    pairs = set()
    while len(made) < count:
        language = "zh" if len(made) % 4 else "en"
        document = writer.document(language, writer.dice.randint(12, 80))
        made.append("\n".join(document))
        if len(made) % 10 == 9 and len(made) < count:
            share = writer.dice.choice((0.0, 0.01))
            made.append("\n".join(writer.changed(document, share, writer.dice.choice((0, 0.1)))))
            pairs.add((len(made) - 2, len(made) - 1))
    return made, pairs


def found_pairs(bodies: Sequence[str]) -> set[tuple[int, int]]:
    """The pairs that custodes calls reprints or versions."""
    from custodes.evidence.near_duplicates import near_duplicates

    names = [str(number) for number in range(len(bodies))]
    return {
        (min(int(one), int(other)), max(int(one), int(other)))
        for group in near_duplicates(names, lambda name: bodies[int(name)])
        for one in group.documents[:1]
        for other in group.documents[1:]
    }


def rensa_pairs(sets: Sequence[Iterable[str]]) -> set[tuple[int, int]]:
    """The pairs that rensa's index calls candidates, given shingles as its users give them."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(0.5, 128, 32)
    signatures = RMinHash.from_token_sets(sets, 128, 1)
    index.insert_many(signatures)
    return {
        (min(number, other), max(number, other))
        for number, candidates in enumerate(index.query_all(signatures))
        for other in candidates
        if other != number
    }


def brute_pairs(bodies: Sequence[str]) -> set[tuple[int, int]]:
    """The pairs that are alike when every two are compared."""
    from custodes.evidence.near_duplicates import VERSION
    from custodes.evidence.shingles import shingles, tokens

    sets = [set(shingles(tokens(body)).tolist()) for body in bodies]
    return {
        (one, other)
        for other in range(len(sets))
        for one in range(other)
        if len(sets[one] & sets[other]) >= VERSION * len(sets[one] | sets[other])
    }


def character_shingles(body: str) -> list[str]:
    """The shingles of five characters that a user of rensa would make."""
    body = "".join(body.split())
    return [body[at : at + 5] for at in range(max(1, len(body) - 4))]


def of_case(bodies: Sequence[str]) -> tuple[float, int]:
    """Seconds that a case on disk with these documents takes to answer, and the groups."""
    import hashlib

    from custodes.case import Case, Processed
    from custodes.case.content import keep_processed
    from custodes.model import Block, Document, Text

    with tempfile.TemporaryDirectory() as folder, Case.create(Path(folder) / "case") as case:
        connection = case._connection
        connection.execute("BEGIN")
        for number, body in enumerate(bodies):
            sha256 = hashlib.sha256(f"{number} {body}".encode()).hexdigest()
            blocks, start = [], 0
            for line in body.split("\n"):
                blocks.append(Block("paragraph", start, start + len(line)))
                start += len(line) + 1
            connection.execute(
                "INSERT INTO documents (sha256, name, origin, size, state) "
                "VALUES (?, ?, '', 0, 'pending')",
                (sha256, str(number)),
            )
            document = Document(sha256, "text/plain", str(number))
            keep_processed(connection, Processed(document, Text(body, tuple(blocks)), (), ()))
        connection.execute("COMMIT")
        seconds, groups = timed(case.near_duplicates)
    return seconds, len(groups)


def recall(edits: Sequence[float], drops: Sequence[float], count: int) -> None:
    """Print what share of changed copies is found, and as what."""
    from custodes.evidence.near_duplicates import near_duplicates

    writer = Writer(7)
    print(f"\n{count} copies each, half Chinese, half English: found as reprint / as version")
    print(f"{'letters mistaken':>18}" + "".join(f"{f'{d:.0%} dropped':>16}" for d in drops))
    for share in edits:
        line = f"{share:>18.1%}"
        for drop in drops:
            kinds = []
            for number in range(count):
                document = writer.document("zh" if number % 2 else "en", 40)
                texts = ["\n".join(document), "\n".join(writer.changed(document, share, drop))]
                kinds += [g.kind for g in near_duplicates("01", lambda n, t=texts: t[int(n)])]  # type: ignore[misc]
            cell = f"{kinds.count('reprint') / count:.2f} / {kinds.count('version') / count:.2f}"
            line += f"{cell:>16}"
        print(line)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--subset", type=int, default=1000, help="for every pair compared")
    parser.add_argument("--copies", type=int, default=40, help="copies for each cell of the table")
    arguments = parser.parse_args()

    bodies, pairs = corpus(arguments.documents)
    characters = sum(map(len, bodies))
    print(f"{len(bodies)} invented documents, {characters:,} characters, {len(pairs)} copies")
    found_pairs(bodies[:10])  # loads libraries and tables

    def report(name: str, seconds: float, found: set[tuple[int, int]], true: Any) -> None:
        right = len(found & true)
        print(
            f"{name:<42}{seconds:>8.2f} s  recall {right / max(1, len(true)):.3f}"
            f"  precision {right / max(1, len(found)):.3f}"
        )

    ours, found = timed(lambda: found_pairs(bodies))
    report("custodes", ours, found, pairs)
    theirs, found = timed(lambda: rensa_pairs([character_shingles(body) for body in bodies]))
    report("rensa alone (signatures and index)", theirs, found, pairs)
    print(f"ratio {ours / theirs:.2f}; {len(bodies) / ours:,.0f} documents/s")
    seconds, groups = of_case(bodies)
    print(f"{'a case on disk, texts and all':<42}{seconds:>8.2f} s  {groups} groups")

    some = bodies[: arguments.subset]
    true = {pair for pair in pairs if max(pair) < len(some)}
    ours, found = timed(lambda: found_pairs(some))
    report(f"custodes, {len(some)} documents", ours, found, true)
    slow, found = timed(lambda: brute_pairs(some))
    report(f"every pair of {len(some)} documents", slow, found, true)
    print(f"ratio {ours / slow:.3f}")
    recall(EDITS, DROPS, arguments.copies)


if __name__ == "__main__":
    main()
