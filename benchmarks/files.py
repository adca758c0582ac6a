"""What becomes of every file of a folder: outcome, characters, seconds, memory of its reader.

    python benchmarks/files.py [FOLDER]

Each file is opened as ``add`` opens it, in a process of its own. Seconds are of processor time,
memory is the most that the process held (what it shares with the warm server, given in the last
line, included). FOLDER is ../shared/data/files unless given.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from custodes.model import UnreadableError
from custodes.reading.sandbox import SandboxedReader

FILES = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "files"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FILES)
    folder = parser.parse_args().folder
    outcomes: Counter[str] = Counter()
    print(f"{'file':<62}{'outcome':<18}{'members':>8}{'characters':>11}{'s':>8}{'MiB':>6}")
    with SandboxedReader() as sandbox:
        sandbox.read(b"Some words.", "warm.txt")
        shared = sandbox.usage.memory
        began = time.monotonic()
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            outcome, characters, members = "read", 0, 0
            try:
                reading = sandbox.read(path.read_bytes(), path.name)
                characters, members = len(reading.text.content), len(reading.members)
            except UnreadableError as error:
                outcome = error.reason
            outcomes[outcome] += 1
            usage = sandbox.usage
            print(
                f"{path.relative_to(folder).as_posix()[:60]:<62}{outcome:<18}{members or '':>8}"
                f"{characters or '':>11}{usage.seconds:>8.2f}{usage.memory >> 20:>6}"
            )
    seconds = time.monotonic() - began
    counted = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    print(f"{sum(outcomes.values())} files in {seconds:.1f} s: {counted}")
    print(f"the warm server, without any file: {shared >> 20} MiB")


if __name__ == "__main__":
    main()
