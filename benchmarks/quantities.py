"""Quantities found, against the annotated ones, Chinese and English apart.

    python benchmarks/quantities.py [BENCH] [--misses]

BENCH is the development set (``../shared/bench/dev`` by default): ``gold.jsonl`` and ``bodies``.
The quotes of the annotated claims are given; within them a prediction counts if its low and high
equal the annotated ones and its place overlaps. Prints precision, recall and F1.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from custodes.language.en import quantities as english
from custodes.language.zh import quantities as chinese
from custodes.model import Quantity

Row = tuple[int, int, float | None, float | None]


def located(body: str, words: str, start: int, end: int) -> tuple[int, int] | None:
    """Where ``words`` stand in ``body[start:end]``, white space ignored; None if nowhere."""
    loose = r"\s*".join(re.escape(character) for character in re.sub(r"\s+", "", words))
    match = re.compile(loose).search(body, start, end) if loose else None
    return match.span() if match else None


def same(one: float | None, other: float | None) -> bool:
    """Equal as the scorer has it: both open, or within a millionth."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * max(1.0, abs(one))


def rows_of(document: dict[str, Any], body: str) -> tuple[list[Row], list[tuple[int, int]]]:
    """The annotated figures and the quotes of the claims, by their places in the body."""
    gold: dict[Row, None] = {}
    quotes: list[tuple[int, int]] = []
    taken: Counter[str] = Counter()
    for claim in document["claims"]:
        at, position = None, 0
        for _ in range(taken[claim["quote"]] + 1):
            at = located(body, claim["quote"], position, len(body)) or at
            position = at[1] if at else position
        taken[claim["quote"]] += 1
        if at is None:
            continue
        quotes.append(at)
        for figure in claim.get("quantities") or []:
            place = located(body, figure["text"], *at) or located(
                body, figure["text"], 0, len(body)
            )
            if place:
                gold[(*place, figure.get("low"), figure.get("high"))] = None
    return list(gold), quotes


def main() -> None:
    """Print the figures, and with ``--misses`` every figure missed or found in vain."""
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    bench = Path(arguments[0]) if arguments else Path(__file__).parents[2] / "shared/bench/dev"
    counts: dict[str, Counter[str]] = {"zh": Counter(), "en": Counter()}
    for line in (bench / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        body = (bench / "bodies" / f"{document['doc']}.txt").read_text(encoding="utf-8")
        language = "zh" if len(re.findall(r"[\u3400-\u9fff]", body)) > len(body) / 5 else "en"
        gold, quotes = rows_of(document, body)
        found: dict[tuple[int, int], Quantity] = {}
        for start, end in quotes:
            find = chinese.find if language == "zh" else english.find
            for begin, stop, quantity in find(body, start, end):
                if not any(begin < other[1] and other[0] < stop for other in found):
                    found[begin, stop] = quantity
        compare(document["doc"], body, gold, found, counts[language], "--misses" in sys.argv)
    total = counts["zh"] + counts["en"]
    for name, count in (("Chinese", counts["zh"]), ("English", counts["en"]), ("both", total)):
        precision = count["hits"] / max(1, count["found"])
        recall = count["hits"] / max(1, count["gold"])
        score = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"{name:8} P {precision:.3f}  R {recall:.3f}  F1 {score:.3f}"
            f"   annotated {count['gold']}  found {count['found']}"
        )


def compare(
    name: str,
    body: str,
    gold: list[Row],
    found: dict[tuple[int, int], Quantity],
    count: Counter[str],
    show: bool,
) -> None:
    """Count one document's hits, each annotated and each found figure used once."""
    left = dict(found)
    count["gold"] += len(gold)
    count["found"] += len(found)
    for start, end, low, high in gold:
        for place, quantity in left.items():
            overlaps = start < place[1] and place[0] < end
            if overlaps and same(low, quantity.low) and same(high, quantity.high):
                count["hits"] += 1
                del left[place]
                break
        else:
            if show:
                context = body[max(0, start - 12) : end + 12].replace("\n", " ")
                print(f"missed {name[:16]:16} {body[start:end]!r} {low}..{high} in {context!r}")
    if show:
        for (start, end), quantity in left.items():
            context = body[max(0, start - 12) : end + 12].replace("\n", " ")
            interval = f"{quantity.low}..{quantity.high}"
            print(f"extra  {name[:16]:16} {body[start:end]!r} {interval} in {context!r}")


if __name__ == "__main__":
    main()
