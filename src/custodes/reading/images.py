"""Pictures in, the text that is written in them out."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, Final

from custodes.model import UnreadableError
from custodes.reading import limits
from custodes.reading.drafts import Original
from custodes.reading.needs import NeedsRecognitionError
from custodes.reading.pdf import paged_drafts
from custodes.reading.placed_lines import Line
from custodes.reading.recognition import recognise
from custodes.reading.ruled_tables import Continued

if TYPE_CHECKING:
    from custodes.reading.recognition import Pixels

FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
"""As Pillow names them; nothing else is decoded."""


def read_image(untrusted_bytes: bytes, media_type: str, recognition: bool = True) -> Original:
    """Read what is written in a picture: all pages of a TIFF, the first frame of an animation.

    A box is in pixels of the picture as it is seen, turned as its EXIF orientation says: one
    pixel counts as one point.

    Raises UnreadableError ``no_text``, ``damaged`` or ``too_large``, and NeedsRecognitionError
    unless ``recognition``.
    """
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(untrusted_bytes), formats=FORMATS)
            pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        except Image.DecompressionBombError as error:
            raise UnreadableError("too_large", str(error)) from error
        except Exception as error:  # decoders of pictures raise whatever comes to them
            raise UnreadableError("damaged", f"{type(error).__name__}: {error}") from error
        if pages > limits.RECOGNISED_PAGES:
            raise UnreadableError("too_large", f"{pages} pages")
        if not recognition:
            raise NeedsRecognitionError(pages)
        return _read(picture, pages, media_type)


def _read(picture: Any, pages: int, media_type: str) -> Original:
    lines: list[Line] = []
    heights: dict[int, float] = {}
    tables = Continued()
    for number in range(1, pages + 1):
        layer = recognise(pixels_of(picture, number), number)
        tables.add(layer)
        heights[number] = layer.height
        lines.extend(layer.lines)
    if not lines:
        raise UnreadableError("no_text")
    return Original(media_type, paged_drafts(lines, heights))


def pixels_of(picture: Any, number: int) -> Pixels:
    """Blue, green and red of one page as it is seen; what shows through is white or black."""
    import numpy as np
    from PIL import Image, ImageOps

    try:
        if number > 1:
            picture.seek(number - 1)
        width, height = picture.size
        if width * height > limits.PIXELS:
            raise UnreadableError("too_large", f"{width} by {height} pixels")
        if picture.format == "JPEG":
            # decoded at half or a quarter where that is still more than is looked at
            picture.draft("RGB", (width, height))
        seen: Any = ImageOps.exif_transpose(picture)
        if seen.mode.startswith(("I", "F")):
            values = np.asarray(seen, dtype=np.float64)
            most = float(values.max()) or 1.0
            seen = Image.fromarray((values * (255.0 / most)).astype(np.uint8))
        elif seen.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in seen.info:
            seen = _on_ground(seen.convert("RGBA"))
        colours = np.asarray(seen.convert("RGB"))
    except UnreadableError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # decoders of pictures raise whatever comes to them
        raise UnreadableError("damaged", f"{type(error).__name__}: {error}") from error
    return np.ascontiguousarray(colours[:, :, ::-1])


def _on_ground(picture: Any) -> Any:
    """A picture that is partly transparent, on white, or on black where it is light itself."""
    import numpy as np
    from PIL import Image

    shades = np.asarray(picture.convert("LA"), dtype=np.float64)
    weights = shades[:, :, 1]
    light = float((shades[:, :, 0] * weights).sum()) > 160.0 * max(float(weights.sum()), 1.0)
    opaque = bool((weights > 250).mean() > 0.5)
    ground = Image.new("RGB", picture.size, "black" if light and not opaque else "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
