"""One page of an original in, a picture of it out: a page of a PDF, or a scan as it is seen."""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass
from typing import Any, Final

from custodes.model import UnreadableError
from custodes.reading import limits
from custodes.reading.detection import container, picture_format
from custodes.reading.failing import as_unreadable

WIDEST: Final = 2_000
"""The most pixels that a picture of a page is wide."""
MOST_PIXELS: Final = 12_000_000
"""The most pixels that it has: a page that is longer than wide comes out narrower than asked."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """The picture of one page: ``width`` times ``height`` pixels, red, green, blue in ``pixels``.

    ``page_width`` and ``page_height`` are the page's, in the unit of the boxes of ``Text.runs``
    (points of a PDF, pixels of a picture); ``pages`` says how many the original has.
    """

    width: int
    height: int
    pixels: bytes
    page_width: float
    page_height: float
    pages: int

    def png(self) -> bytes:
        """The picture as a PNG file, written by us from pixels alone."""
        from PIL import Image

        buffer = io.BytesIO()
        picture = Image.frombytes("RGB", (self.width, self.height), self.pixels)
        picture.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()


def has_pages(media_type: str) -> bool:
    """Whether originals of this media type are looked at page by page."""
    return media_type == "application/pdf" or media_type.startswith("image/")


def page_image(untrusted_bytes: bytes, number: int, width: int) -> PageImage:
    """Page ``number`` (from 1), ``width`` pixels wide at most.

    Raises UnreadableError, and nothing else: ``unsupported_type`` for an original or a number
    without a page, ``encrypted``, ``damaged``, ``too_large`` or ``failed``.
    """
    with as_unreadable():
        if picture_format(untrusted_bytes) is not None:
            return _of_picture(untrusted_bytes, number, width)
        if container(untrusted_bytes) == "pdf":
            return _of_pdf(untrusted_bytes, number, width)
        raise UnreadableError("unsupported_type", "it has no pages")


def fitted(width: int, page_width: float, page_height: float) -> tuple[int, int]:
    """Width and height in pixels of a page drawn ``width`` wide, or as wide as may be."""
    if not (0 < page_width < math.inf and 0 < page_height < math.inf):
        raise UnreadableError("damaged", "a page without a size")
    wide = float(min(max(width, 1), WIDEST))
    # a row and a column less: whoever draws may round up
    most = MOST_PIXELS - 2 * WIDEST
    wide = min(wide, math.sqrt(most * page_width / page_height))
    high = wide * page_height / page_width
    if high > MOST_PIXELS:
        raise UnreadableError("too_large", f"{page_width:.0f} by {page_height:.0f}")
    return max(1, int(wide)), max(1, int(high))


def _of_pdf(untrusted_bytes: bytes, number: int, width: int) -> PageImage:
    from custodes.reading.pdf_pages import opened

    with opened(untrusted_bytes) as document:
        pages = len(document)
        if not 1 <= number <= min(pages, limits.PAGES):
            raise UnreadableError("unsupported_type", f"no page {number}")
        page = document[number - 1]
        page_width, page_height = page.get_size()
        wide, _ = fitted(width, page_width, page_height)
        # it rounds up
        scale = (wide - 0.5) / page_width
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        pixels = bitmap.to_numpy()[:, :, :3]
        return _image(pixels, page_width, page_height, pages)


def _of_picture(untrusted_bytes: bytes, number: int, width: int) -> PageImage:
    from PIL import Image

    from custodes.reading.images import FORMATS, pixels_of

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(untrusted_bytes), formats=FORMATS)
            pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        except Exception as error:  # decoders of pictures raise whatever comes to them
            raise UnreadableError("damaged", f"{type(error).__name__}: {error}") from error
        if not 1 <= number <= min(pages, limits.PAGES):
            raise UnreadableError("unsupported_type", f"no page {number}")
        seen = pixels_of(picture, number)[:, :, ::-1]
        page_height, page_width = seen.shape[:2]
        size = fitted(min(width, page_width), float(page_width), float(page_height))
        drawn: Any = Image.fromarray(seen.copy())
        if size != drawn.size:
            import numpy as np

            seen = np.asarray(drawn.resize(size, Image.Resampling.BOX, reducing_gap=2.0))
        return _image(seen, float(page_width), float(page_height), pages)


def _image(pixels: Any, page_width: float, page_height: float, pages: int) -> PageImage:
    high, wide = pixels.shape[:2]
    return PageImage(wide, high, pixels.tobytes(), page_width, page_height, pages)
