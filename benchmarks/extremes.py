"""What becomes of a text of 2 GB and of 10,000 empty files, and in how much memory.

    python benchmarks/extremes.py [--gigabytes 2] [--empty 10000] [--in FOLDER]

The text is a real one, written sentence by sentence in a folder for this run (a case keeps a copy,
so twice its size is taken on the disk), with a short one beside it. Prints for each the outcome
with its reason and explanation in both languages, the time, the processor time, and the most
memory of the process that adds before and after.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from speed import peak_memory  # type: ignore[import-not-found]

SENTENCE = "The council signed a contract for {:,} cameras along the main roads of the town.\n"
_CHUNK = 200_000


def write_text(path: Path, size: int) -> None:
    """A text of at least so many bytes, no two lines alike."""
    written = number = 0
    with path.open("w", encoding="utf-8") as out:
        while written < size:
            part = "".join(SENTENCE.format(n) for n in range(number, number + _CHUNK))
            number += _CHUNK
            written += out.write(part)


def add(folder: Path, case_folder: Path) -> None:
    """Add the folder to a new case and print what came of it."""
    from custodes import Case
    from custodes.case.reasons import explain

    before, began, used = peak_memory(resource.RUSAGE_SELF), time.monotonic(), time.process_time()
    with Case.create(case_folder) as case:
        report = case.add([folder], workers=1)
        seconds, used = time.monotonic() - began, time.process_time() - used
        after = peak_memory(resource.RUSAGE_SELF)
        for code in sorted({failure.reason for failure in report.failures}):
            names = [failure.name for failure in report.failures if failure.reason == code]
            print(f"  {len(names):,} {code}, the first: {names[0]}")
            print(f"    {explain(code)}\n    {explain(code, 'zh')}")
        print(f"  {report.added:,} read; the case is {'wrong' if case.verify() else 'whole'}")
    print(
        f"  {seconds:.1f} s, {used:.1f} s of processor time; "
        f"most memory {before:.0f} MiB before, {after:.0f} MiB after"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=2.0)
    parser.add_argument("--empty", type=int, default=10_000)
    parser.add_argument("--in", dest="folder", type=Path, default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        one, many = Path(name) / "one", Path(name) / "many"
        for folder in (one, many):
            folder.mkdir()
        write_text(one / "large.txt", int(arguments.gigabytes * 1e9))
        (one / "small.txt").write_text("The council bought four cameras.\n", encoding="utf-8")
        print(f"a text of {(one / 'large.txt').stat().st_size:,} bytes and a short one:")
        add(one, Path(name) / "case-one")
        for number in range(arguments.empty):
            (many / f"{number:05}.txt").touch()
        print(f"{arguments.empty:,} empty files:")
        add(many, Path(name) / "case-many")


if __name__ == "__main__":
    main()
