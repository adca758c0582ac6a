"""How long it takes to lay a case's claims beside the questions of all instruments.

    python benchmarks/principles.py --claims 2000

The claims are invented, from a few sentences in English and Chinese. There is no named peer; the
usual way to look for lists of words, one regular expression a list and claim, is timed beside it.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import re
import resource
import time
from collections.abc import Callable
from typing import Any, cast

from custodes.audits.principles.audit import audit
from custodes.audits.principles.instruments import instruments
from custodes.audits.principles.tables import LISTED
from custodes.audits.principles.vocabulary import vocabulary
from custodes.model import Claim, DateInterval, Document, Mention, Text

SENTENCES = (
    "The police put up cameras with face recognition at the station without any legal basis",
    "Footage is deleted after 30 days unless a judge issues a search warrant",
    "The clinic passes its list to the police in secret, and nobody is notified",
    "公安机关可随时调用全市视频监控资源，并对重点人员实时预警",
    "这种排查并不需要征得本人同意，名单由公安大数据推送，民众无法查询",
    "要按照《反恐法》、《内保条例》等法律法规建设，维护公共安全",
)
KINDS = ("deployment", "rule", "data_flow", "data_flow", "targeting", "rule")


class Invented:
    """A case in memory with so many claims, fifty a document."""

    def __init__(self, count: int) -> None:
        day = datetime.date(2020, 6, 1)
        self._documents: list[Document] = []
        self._claims: list[Claim] = []
        for number in range(count):
            if number % 50 == 0:
                name = hashlib.sha256(str(number).encode()).hexdigest()
                dated = DateInterval(day, day)
                self._documents.append(Document(name, "text/plain", "invented", published=dated))
            sentence = SENTENCES[number % len(SENTENCES)]
            programme, place = f"Programme {number % 40}", "乌海市"
            text = Text(f"{number} {sentence}\n{programme}\n{place}")
            start = len(str(number)) + 1
            end = start + len(sentence)
            mention = Mention(text.span(end + 1, end + 1 + len(programme)), "programme")
            where = Mention(text.span(len(text.content) - len(place), len(text.content)), "place")
            self._claims.append(
                Claim(
                    self._documents[-1].sha256,
                    cast("Any", KINDS[number % len(KINDS)]),
                    text.span(start, end),
                    roles={"programme": (mention,), "place": (where,)},
                    status="done",
                )
            )

    def documents(self) -> list[Document]:
        """The documents."""
        return self._documents

    def claims(self) -> list[Claim]:
        """The claims."""
        return self._claims

    def notes(self) -> list[Any]:
        """No notes."""
        return []


def seconds(job: Callable[[], object], rounds: int = 3) -> float:
    """The least processor time of several rounds, in seconds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return min(taken)


def usual_way(claims: list[Claim]) -> int:
    """One regular expression a list, tried on every claim, with nothing said of negation."""
    patterns = [
        re.compile("|".join(re.escape(word.removesuffix("*")) for word in words))
        for words in vocabulary().lists.values()
    ]
    return sum(
        pattern.search(claim.quote.exact.lower()) is not None
        for claim in claims
        for pattern in patterns
    )


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=int, default=2000, help="how many claims (2000)")
    count = parser.parse_args().claims
    case: Any = Invented(count)
    questions = sum(len(each.questions) for each in instruments().values())
    whole = seconds(lambda: audit(case))
    words = seconds(lambda: [vocabulary().sides(claim.quote.exact) for claim in case.claims()])
    usual = seconds(lambda: usual_way(case.claims()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} claims, {questions} questions, {len(vocabulary().lists)} lists of words")
    print(f"{'the whole audit':<44}{whole:>8.3f} s")
    print(f"{'words of all lists, with negation':<44}{words:>8.3f} s")
    print(f"{'words of all lists, one expression each':<44}{usual:>8.3f} s  {usual / words:.1f} x")
    print(f"peak memory {peak:.0f} MB; up to {LISTED} claims a side and topic are listed")


if __name__ == "__main__":
    main()
