"""How well reading finds the document: quotes kept, boilerplate kept out, and how fast.

    python benchmarks/reading.py [--bench ../shared/bench/dev] [--misses]

For each document: the share of gold quotes (white space and table rules ignored) that the body
holds, the share that lie within one block, and precision and recall of the body's character
5-grams against the annotators' plain body; then characters a second.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path

from custodes.reading import Reading, read

BENCH = Path(__file__).resolve().parents[1] / ".." / "shared" / "bench" / "dev"


def squeezed(text: str) -> str:
    """The text without white space and without the rules of Markdown tables."""
    return re.sub(r"[\s|]", "", text)


def grams(text: str) -> Counter[str]:
    """Character 5-grams of a squeezed text, with how often each occurs."""
    return Counter(text[n : n + 5] for n in range(max(0, len(text) - 4)))


def body_blocks(reading: Reading) -> list[str]:
    """The squeezed texts of all blocks that are not boilerplate."""
    content = reading.text.content
    return [squeezed(content[block.start : block.end]) for block in reading.text.body()]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    gold = [json.loads(line) for line in (arguments.bench / "gold.jsonl").open(encoding="utf-8")]
    total = kept = within = 0
    precisions, recalls = [], []
    characters = 0
    seconds = 0.0
    print(f"{'document':45} {'quotes':>6} {'kept':>6} {'1block':>6} {'prec':>6} {'recall':>6}")
    for record in gold:
        path = next((arguments.bench / "documents").glob(record["doc"] + ".*"))
        untrusted_bytes = path.read_bytes()
        started = time.process_time()
        reading = read(untrusted_bytes, path.name)
        seconds += time.process_time() - started
        characters += len(untrusted_bytes.decode("utf-8"))
        blocks = body_blocks(reading)
        body = "".join(blocks)
        quotes = [squeezed(claim["quote"]) for claim in record["claims"]]
        missing = [quote for quote in quotes if quote not in body]
        split = [q for q in quotes if q in body and not any(q in block for block in blocks)]
        expected_text = squeezed(
            (arguments.bench / "bodies" / f"{record['doc']}.txt").read_text("utf-8")
        )
        found, expected = grams(body), grams(expected_text)
        common = sum((found & expected).values())
        precision = common / max(1, sum(found.values()))
        recall = common / max(1, sum(expected.values()))
        total += len(quotes)
        kept += len(quotes) - len(missing)
        within += len(quotes) - len(missing) - len(split)
        precisions.append(precision)
        recalls.append(recall)
        print(
            f"{record['doc'][:45]:45} {len(quotes):6} {len(quotes) - len(missing):6} "
            f"{len(quotes) - len(missing) - len(split):6} {precision:6.3f} {recall:6.3f}"
        )
        if arguments.misses:
            for label, found_quotes in (("MISSING", missing), ("SPLIT", split)):
                for quote in found_quotes:
                    print(f"    {label} {quote[:150]}")
            for line in (
                (arguments.bench / "bodies" / f"{record['doc']}.txt").read_text("utf-8").split("\n")
            ):
                if len(squeezed(line)) > 4 and squeezed(line) not in body:
                    print(f"    NOT IN BODY {line[:110]}")
            for block in blocks:
                if len(block) > 4 and block not in expected_text:
                    print(f"    NOT EXPECTED {block[:110]}")
    print(
        f"quotes {total}, kept {kept / total:.4f}, within one block {within / total:.4f}; "
        f"5-grams precision {sum(precisions) / len(precisions):.4f}, "
        f"recall {sum(recalls) / len(recalls):.4f}; {characters / seconds / 1e6:.2f} M characters/s"
    )


if __name__ == "__main__":
    main()
