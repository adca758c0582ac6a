"""How fast many small documents are added, and how fast PDF pages are read, on one core.

    python benchmarks/adding.py [--documents 10000] [--workers 1] [--pages 200]

Documents are paragraphs of the examples of this repository, shuffled with a seed. Prints the rate
of the first ``add``, its share of the second over the same folder, and the most memory of the
process that adds. Then PDF pages a second: text and every character's box by pypdfium2 called
directly, and our reading in the sandbox, which also finds lines, blocks and what is hidden; all in
seconds of processor time, the best of some rounds, so that a busy machine changes nothing.
"""

from __future__ import annotations

import argparse
import ctypes
import random
import resource
import tempfile
import time
from pathlib import Path

from speed import EXAMPLES, peak_memory, use_one_core  # type: ignore[import-not-found]

ROUNDS = 9
WORDS = "The council of the city signed a contract for two hundred cameras along the main roads"


def write_documents(folder: Path, count: int) -> int:
    """Write so many small texts, no two alike; gives their characters."""
    paragraphs = [
        line.strip()
        for path in sorted(EXAMPLES.rglob("*.md"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if len(line.strip()) > 30
    ]
    chance = random.Random(20260101)
    characters = 0
    for number in range(count):
        text = f"Document {number}\n\n" + "\n\n".join(chance.sample(paragraphs, 3))
        characters += len(text)
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
    return characters


def used(who: int) -> float:
    """Seconds of processor time so far."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def adding(documents: int, workers: int) -> None:
    """Add the documents twice and print how it went."""
    from custodes import Case

    with tempfile.TemporaryDirectory() as name:
        given = Path(name) / "given"
        given.mkdir()
        characters = write_documents(given, documents)
        with Case.create(Path(name) / "case") as case:
            began = time.monotonic()
            report = case.add([given], workers=workers)
            first = time.monotonic() - began
            own, others = map(used, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            began = time.monotonic()
            again = case.add([given], workers=workers)
            second = time.monotonic() - began
    if (report.added, len(again.duplicates)) != (documents, documents):
        raise SystemExit(f"{report.added} were added and {len(again.duplicates)} known again")
    print(
        f"{documents:,} documents, {characters:,} characters: {first:.1f} s, "
        f"{documents / first:.1f} documents/s with {workers} worker(s)"
    )
    print(
        f"  processor time a document: {1000 * own / documents:.1f} ms in the process that adds, "
        f"{1000 * others / documents:.1f} ms in its workers, without their readers"
    )
    print(f"the same folder again: {second:.2f} s, {second / first:.4f} of the first time")
    print(f"most memory of the process that adds: {peak_memory(resource.RUSAGE_SELF):.0f} MiB")


def text_pdf(pages: int, lines: int) -> bytes:
    """A PDF of English pages of so many lines of 90 characters."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Times>>",
    ]
    kids = []
    for page in range(pages):
        shown = "\n".join(
            f"BT /F 10 Tf 72 {760 - 14 * line} Td ({page}.{line} {WORDS}) Tj ET"
            for line in range(lines)
        ).encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>>>>>" % len(objects)
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {pages}/Kids[{' '.join(kids)}]>>".encode()
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n" % (len(objects) + 1, start)
    return bytes(out + b"%%EOF\n")


def directly(content: bytes) -> float:
    """Seconds that pypdfium2 takes for the text of all pages and the box of each character."""
    import pypdfium2  # type: ignore[import-untyped]
    from pypdfium2 import raw

    began = time.process_time()
    box = [ctypes.c_double() for _ in range(4)]
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        text.get_text_range()
        for index in range(text.count_chars()):
            raw.FPDFText_GetCharBox(text.raw, index, *box)
    return time.process_time() - began


def reading(pages: int, lines: int) -> None:
    """Read the same PDF in both ways and print the rates."""
    from custodes.reading.sandbox import SandboxedReader

    content = text_pdf(pages, lines)
    with SandboxedReader() as sandbox:
        ours, outside, direct = [], [], []
        # by turns, so that a busy minute of the machine is nobody's own
        for _ in range(ROUNDS):
            began = time.process_time()
            sandbox.read(content, "pages.pdf")
            outside.append(time.process_time() - began)
            ours.append(sandbox.usage.seconds)
            direct.append(directly(content))
    peer = min(direct)
    total = min(ours) + min(outside)
    print(f"PDF pages a second of one core: {pages / total:.0f} read in the sandbox and checked")
    print(f"  in the child alone {pages / min(ours):.0f}, pypdfium2 directly {pages / peer:.0f}")
    print(f"  our time is {total / peer:.2f} times that of pypdfium2")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--pages", type=int, default=200)
    arguments = parser.parse_args()
    if arguments.workers == 1:
        use_one_core()
    if arguments.documents:
        adding(arguments.documents, arguments.workers)
    for lines in (16, 50):
        print(f"PDF, {lines} lines of 90 characters a page:")
        reading(arguments.pages, lines)


if __name__ == "__main__":
    main()
