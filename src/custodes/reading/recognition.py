"""Text recognition: the pixels of a page in, its lines with a box for every character out.

PP-OCRv6 models (PaddleOCR, Apache-2.0) run by ONNX Runtime through RapidOCR, all inside of the
installed packages: nothing is fetched, and no thread is started.
"""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from custodes.reading import limits
from custodes.reading.drafts import Box
from custodes.reading.needs import ONE_THREAD
from custodes.reading.placed_lines import Boxes, Line, TextLayer, line_of
from custodes.reading.recognition_layout import Corners, arranged
from custodes.reading.recognition_punctuation import widened
from custodes.reading.recognition_rules import rules_on
from custodes.reading.ruled_tables import Rules

Pixels = NDArray[np.uint8]
"""Height, width and blue, green, red."""

_STRIP: Final = 3.0
"""A picture so many times as long as wide is cut into pieces: a screenshot of a whole article."""
_PIECE: Final = 1.5
_POOR: Final = 0.85
"""Below this certainty a page may stand on its head: upright ones are read with 0.95 and more."""
NOWHERE: Final = (math.nan, math.nan, math.nan, math.nan)
"""The box of a space."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """One line as the engine found it, in pixels.

    ``corners`` are upper left, upper right, lower right and lower left as the line is read;
    ``boxes`` one for each character of ``text``, a space's ``NOWHERE``.
    """

    text: str
    corners: tuple[tuple[float, float], ...]
    boxes: list[Box]
    score: float


def recognise(pixels: Pixels, number: int, points: float = 1.0) -> TextLayer:
    """The lines of page ``number`` in reading order, its height and its tables, in points.

    ``points`` is the size of a pixel. The height is that of the page as its lines run: for text
    that runs down, it is the page's width. A page that makes no sense is tried upside down too;
    one scanned on its side is then read as lines that run down.
    """
    found = _found(pixels)
    height, width = pixels.shape[:2]
    turned = False
    if not found or _certainty(found) < _POOR:
        over = pixels[::-1, ::-1].copy()
        upside_down = _found(over)
        turned = _weight(upside_down) > 1.2 * _weight(found) and _certainty(upside_down) > _POOR
        found, pixels = (upside_down, over) if turned else (found, pixels)
    lines: list[tuple[Line, Corners]] = []
    for one in found:
        text, boxes = widened(one.text, [_scaled(box, points) for box in one.boxes])
        line = line_of(list(text), np.array(boxes), number)
        if line is not None:
            corners = [(x * points, y * points) for x, y in one.corners]
            lines.append((line, corners))

    def rules(angle: float, size: float) -> tuple[Rules, float]:
        found, told = rules_on(pixels, angle, size / points)
        return found * points, told

    layer = arranged(lines, width * points, height * points, rules)
    if turned:
        for line in layer.lines:
            line.boxes = _turned(line.boxes, width * points, height * points)
    return layer


def warm_up() -> None:
    """Load the engine and run every part of it once."""
    engine()
    from PIL import Image, ImageDraw

    for words in ("recognition 1", "x"):
        picture = Image.new("RGB", (320, 96), "white")
        ImageDraw.Draw(picture).text((20, 20), words, fill="black", font_size=40)
        recognise(np.asarray(picture)[:, :, ::-1].copy(), 1)


@functools.cache
def engine() -> Any:
    """RapidOCR with its models and our settings, loaded once in a process."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    import cv2
    import rapidocr

    cv2.setNumThreads(1)
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Global.max_side_len": limits.LONG_SIDE,
            "Det.limit_side_len": 960,
            "Det.limit_type": "max",
            # named, so that nothing is looked for elsewhere or downloaded
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            # one at a time: a batch is padded to its longest line, which costs more than it saves
            "Rec.rec_batch_num": 1,
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _weight(found: list[RecognisedLine]) -> float:
    """How many characters are read, each as far as the engine is certain of its line."""
    return sum(line.score * len(line.text) for line in found)


def _certainty(found: list[RecognisedLine]) -> float:
    """The mean score of the characters, from 0 to 1."""
    return _weight(found) / max(1, sum(len(line.text) for line in found))


def _turned(boxes: Boxes, width: float, height: float) -> Boxes:
    """Where boxes of the page upside down stand on the page as it is."""
    left, top, right, bottom = boxes.T
    return np.stack((width - right, height - bottom, width - left, height - top), axis=1)


def _found(pixels: Pixels) -> list[RecognisedLine]:
    """The lines of a picture, of a very long one piece by piece."""
    return [_moved(line, top) for top, piece in _pieces(pixels) for line in _found_at_once(piece)]


def _found_at_once(pixels: Pixels) -> list[RecognisedLine]:
    result = engine()(pixels)
    if not result.txts:
        return []
    words = result.word_results or ()
    if len(words) != len(result.txts):
        words = ((),) * len(result.txts)
    return [
        RecognisedLine(
            text,
            tuple((float(x), float(y)) for x, y in corners),
            _boxes(text, corners, characters),
            float(score),
        )
        for text, corners, score, characters in zip(
            result.txts, result.boxes, result.scores, words, strict=True
        )
    ]


def _boxes(text: str, corners: Any, characters: Sequence[Any]) -> list[Box]:
    """A box for each character; evenly along the line where the engine gives none."""
    solid = [character for character in text if not character.isspace()]
    if [character for character, _, _ in characters] == solid:
        quads = iter([quad for _, _, quad in characters])
    else:
        quads = iter(_even(corners, len(solid)))
    return [NOWHERE if character.isspace() else _hull(next(quads)) for character in text]


def _even(corners: Any, count: int) -> list[list[tuple[float, float]]]:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((float(x), float(y)) for x, y in corners)
    if math.dist((ax, ay), (dx, dy)) >= 1.5 * math.dist((ax, ay), (bx, by)):
        # a line that runs down: its characters follow the longer side
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (bx, by), (cx, cy), (dx, dy), (ax, ay)
    quads = []
    for n in range(count):
        s, e = n / count, (n + 1) / count
        quads.append(
            [
                (ax + (bx - ax) * s, ay + (by - ay) * s),
                (ax + (bx - ax) * e, ay + (by - ay) * e),
                (dx + (cx - dx) * e, dy + (cy - dy) * e),
                (dx + (cx - dx) * s, dy + (cy - dy) * s),
            ]
        )
    return quads


def _hull(quad: Sequence[Sequence[float]]) -> Box:
    across, down = zip(*quad, strict=True)
    return (float(min(across)), float(min(down)), float(max(across)), float(max(down)))


def _scaled(box: Box, points: float) -> Box:
    left, top, right, bottom = box
    return (left * points, top * points, right * points, bottom * points)


def _moved(line: RecognisedLine, down: int) -> RecognisedLine:
    if not down:
        return line
    return RecognisedLine(
        line.text,
        tuple((x, y + down) for x, y in line.corners),
        [(left, top + down, right, bottom + down) for left, top, right, bottom in line.boxes],
        line.score,
    )


def _pieces(pixels: Pixels) -> list[tuple[int, Pixels]]:
    """The picture whole, or a very long one in pieces cut where no ink is, each with its top."""
    height, width = pixels.shape[:2]
    if height <= _STRIP * width or height <= limits.LONG_SIDE:
        return [(0, pixels)]
    pieces = []
    top = 0
    step = max(int(_PIECE * width), 400)
    while height - top > 1.3 * step:
        cut = _blank_row(pixels, top + int(0.7 * step), top + step)
        pieces.append((top, pixels[top:cut]))
        top = cut
    pieces.append((top, pixels[top:]))
    return pieces


def _blank_row(pixels: Pixels, first: int, last: int) -> int:
    """The middle of the tallest band of rows of one colour; else the row that varies least."""
    rows = pixels[first:last].mean(axis=2).std(axis=1)
    least = float(rows.min()) + 1.0
    best = start = length = 0
    for index, varies in enumerate([*(rows > least), True]):
        if varies:
            if index - start > length:
                best, length = start, index - start
            start = index + 1
    return first + best + length // 2
