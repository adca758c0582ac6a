"""How well and how fast text recognition reads our own examples, rendered as scans.

    python benchmarks/recognition.py [--documents 13] [--misses] [--sandbox]

The text of each example document is drawn on A4 pages at 150 dots an inch in an 11-point font
(Noto Sans CJK where it is installed), as a clean scan and as bad ones: turned by 2 degrees,
blurred (Gaussian, radius 1 pixel), with noise (Gaussian, 16 of 255), and with all three; then dense
pages of 8 points and pages of two columns of 9 points, clean and as the worst of these. For each:
the character error rate (edit distance over length; white space beside Chinese does not count) and
the pages a second of one core, by ``custodes.reading.read`` from the PNG to the assembled text and
by RapidOCR called directly on the same PNG, with one thread and boxes for characters as well. The
overhead compares the two in processor time.
"""

from __future__ import annotations

import argparse
import difflib
import io
import re
import resource
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from custodes.reading import read
from custodes.reading.recognition import recognise
from custodes.reading.sandbox import SandboxedReader

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "documents"
DOTS = 150
SIZE = (int(8.27 * DOTS), int(11.69 * DOTS))
MARGIN = DOTS
Peer = Callable[[Any], Any]
_WIDE = r"[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef\u2014\u2018-\u201d\u2026]"
_SPACE_AT_WIDE = re.compile(rf"(?<={_WIDE}) | (?={_WIDE})")
_PART = re.compile(r"[A-Za-z0-9'’.,;:()%\-/&£$]+ ?|.", re.DOTALL)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=13, help="how many of the examples")
    parser.add_argument("--misses", action="store_true", help="show what was read wrongly")
    parser.add_argument("--sandbox", action="store_true", help="read in the sandbox as well")
    arguments = parser.parse_args()
    sandbox = SandboxedReader() if arguments.sandbox else None  # before anything has a thread
    direct = peer()
    pages = [page for path in sorted(EXAMPLES.iterdir()) for page in drawn(path)[:1]]
    pages = pages[: arguments.documents]
    warm = np.asarray(pages[0].image)[:, :, ::-1].copy()
    recognise(warm, 1)
    direct(warm)
    print(f"{len(pages)} pages, {sum(len(page.text) for page in pages)} characters")
    heads = ("error", "direct", "pages/s", "direct", "overhead")
    print(f"{'condition':24}" + "".join(f"{head:>10}" for head in heads))
    for condition, degrade in CONDITIONS.items():
        measured(condition, degrade, pages, direct, arguments.misses)
    for name, layout in LAYOUTS.items():
        paths = sorted(EXAMPLES.iterdir())[: arguments.documents]
        some = [drawn(*paths[n : n + 3], layout=layout)[0] for n in range(0, len(paths), 3)]
        for condition in ("clean", "skew, blur and noise"):
            row = f"{name}, {'clean' if condition == 'clean' else 'bad'}"
            measured(row, CONDITIONS[condition], some, direct, arguments.misses)
    if sandbox is not None:
        in_the_sandbox(sandbox, pages, direct)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


def peer() -> Peer:
    """RapidOCR as one would call it: the same models and resolution, otherwise its defaults."""
    import rapidocr

    engine: Peer = rapidocr.RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.limit_side_len": 960,
            "Det.limit_type": "max",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    return engine


@dataclass(frozen=True)
class Page:
    """A page as it is drawn, and what is written on it."""

    name: str
    text: str
    image: Image.Image


def font(size: int) -> ImageFont.FreeTypeFont:
    """A font with Latin and Chinese characters, found by fontconfig."""
    found = subprocess.run(
        ["fc-match", "-f", "%{file}\n%{index}", "Noto Sans CJK SC:lang=zh-cn"],
        capture_output=True,
        text=True,
        check=True,
    )
    file, index = found.stdout.split("\n")
    return ImageFont.truetype(file, size, index=int(index or 0))


@dataclass(frozen=True)
class Layout:
    """How a page is set: points of its body and headings, line step in sizes, columns, margin."""

    body: int = 11
    title: int = 16
    step: float = 1.6
    columns: int = 1
    margin: int = DOTS


LAYOUTS = {
    "dense": Layout(8, 10, 1.3, 1, DOTS // 2),
    "two columns": Layout(9, 12, 1.35, 2, DOTS // 2),
}
"""Pages of small type and many lines, beside those of a letter."""
GUTTER = DOTS // 4


def drawn(*paths: Path, layout: Layout | None = None) -> list[Page]:
    """The pages of documents, one after the other: blocks, wrapped, column by column."""
    layout = layout or Layout()
    name = paths[0].name
    texts = [read(path.read_bytes(), path.name).text for path in paths]
    body, title = (font(round(points * DOTS / 72)) for points in (layout.body, layout.title))
    wide = (SIZE[0] - 2 * layout.margin - GUTTER * (layout.columns - 1)) // layout.columns
    pages = []
    image, words, down, column = Image.new("RGB", SIZE, "white"), list[str](), layout.margin, 0
    for block, content in ((block, text.content) for text in texts for block in text.body()):
        used = title if block.kind in ("title", "heading") else body
        step = round(used.size * layout.step)
        for line in wrapped(content[block.start : block.end], used, wide):
            if down + step > SIZE[1] - layout.margin:
                column, down = column + 1, layout.margin
                if column == layout.columns:
                    pages.append(Page(name, normal(" ".join(words)), image))
                    image, words, column = Image.new("RGB", SIZE, "white"), [], 0
            left = layout.margin + column * (wide + GUTTER)
            ImageDraw.Draw(image).text((left, down), line, fill="black", font=used)
            words.append(line)
            down += step
        down += step // 2
    if words:
        pages.append(Page(name, normal(" ".join(words)), image))
    return pages


def wrapped(text: str, used: ImageFont.FreeTypeFont, wide: int) -> list[str]:
    """The text in lines that fit the column; Latin words stay whole."""
    lines, line = [], ""
    for part in _PART.findall(text):
        if line and used.getlength(line + part.rstrip()) > wide:
            lines.append(line.strip())
            line = ""
        line += part
    return [*lines, line.strip()] if line.strip() else lines


def normal(text: str) -> str:
    """The text without the white space that is layout."""
    return _SPACE_AT_WIDE.sub("", re.sub(r"\s+", " ", text)).strip()


def clean(image: Image.Image) -> Image.Image:
    """The page as it is."""
    return image


def skewed(image: Image.Image) -> Image.Image:
    """The page turned by 2 degrees."""
    return image.rotate(2, resample=Image.Resampling.BICUBIC, fillcolor="white")


def blurred(image: Image.Image) -> Image.Image:
    """The page out of focus."""
    return image.filter(ImageFilter.GaussianBlur(1))


def noisy(image: Image.Image) -> Image.Image:
    """The page with the noise of a sensor."""
    noise = np.random.default_rng(7).normal(0, 16, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def all_three(image: Image.Image) -> Image.Image:
    """The page turned, out of focus, with noise."""
    return noisy(blurred(skewed(image)))


CONDITIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "clean": clean,
    "skew 2 degrees": skewed,
    "blur": blurred,
    "noise": noisy,
    "skew, blur and noise": all_three,
}


def measured(
    condition: str,
    degrade: Callable[[Image.Image], Image.Image],
    pages: list[Page],
    direct: Peer,
    misses: bool,
) -> None:
    """Print one row: all pages in one condition."""
    wrong = direct_wrong = total = 0
    ours = theirs = 0.0
    for page in pages:
        buffer = io.BytesIO()
        degrade(page.image).save(buffer, "PNG")
        source = buffer.getvalue()
        began = time.process_time()
        text = read(source, "page.png").text.content
        ours += time.process_time() - began
        began = time.process_time()
        result = direct(source)
        theirs += time.process_time() - began
        found, plain = normal(text), normal(" ".join(result.txts))
        wrong += distance(page.text, found)
        direct_wrong += distance(page.text, plain)
        total += len(page.text)
        if misses:
            show(page, found)
    print(
        f"{condition:24}{wrong / total:>10.2%}{direct_wrong / total:>10.2%}"
        f"{len(pages) / ours:>10.2f}{len(pages) / theirs:>10.2f}{ours / theirs - 1:>+10.1%}",
        flush=True,
    )


def in_the_sandbox(sandbox: SandboxedReader, pages: list[Page], direct: Peer) -> None:
    """Print how fast the pages are read in the sandbox, by the clock, beside this process."""
    sources = []
    for page in pages:
        buffer = io.BytesIO()
        page.image.save(buffer, "PNG")
        sources.append(buffer.getvalue())
    ratios, inside = [], []
    with sandbox:
        sandbox.read(sources[0], "page.png")
        for source in sources:  # by turns, since the machine may be busy with other things
            began = time.perf_counter()
            sandbox.read(source, "page.png")
            between = time.perf_counter()
            direct(source)
            inside.append(between - began)
            ratios.append(inside[-1] / (time.perf_counter() - between))
    print(
        f"in the sandbox, by the clock: {1 / statistics.median(inside):.2f} pages/s, overhead "
        f"{statistics.median(ratios) - 1:+.1%} (medians)"
    )


def show(page: Page, found: str) -> None:
    """Print where the page says one thing and another was read."""
    matcher = difflib.SequenceMatcher(None, page.text, found, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            before = page.text[max(0, a - 10) : a]
            print(f"    {page.name[:20]:20} {before!r} {page.text[a:b]!r} read {found[c:d]!r}")


def distance(one: str, other: str) -> int:
    """The edit distance of two texts (Levenshtein 1966), a row of the table at a time."""
    letters = np.frombuffer(other.encode("utf-32-le"), dtype=np.uint32)
    steps = np.arange(len(letters) + 1)
    row = steps.copy()
    for count, letter in enumerate(one, start=1):
        below = np.minimum(row[1:] + 1, row[:-1] + (letters != ord(letter)))
        row = np.concatenate(([count], below))
        row = np.minimum.accumulate(row - steps) + steps
    return int(row[-1])


if __name__ == "__main__":
    main()
