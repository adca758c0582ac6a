"""Fonts that a PDF names and does not carry: read before a file is opened, for who may open none.

Many Chinese office PDFs name STSong or SimSun and hold no glyphs. PDFium then takes a font of the
system, whose file a child of the sandbox cannot open: the page would come out blank. So the warm
server draws a page in each usual font first, and keeps what PDFium read for it.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any, Final

from custodes.reading.small_pdf import assembled

NAMED: Final = (
    ("GB1", "UniGB-UCS2-H", ("STSong-Light", "SimSun", "SimHei", "FangSong_GB2312", "KaiTi")),
    ("CNS1", "UniCNS-UCS2-H", ("MSung-Light", "PMingLiU")),
    ("Japan1", "UniJIS-UCS2-H", ("HeiseiMin-W3", "MS-Gothic")),
    ("Korea1", "UniKS-UCS2-H", ("HYSMyeongJo-Medium", "Batang")),
)
"""Character collections, the encodings of their names, and fonts that files name for them."""
WORDS: Final = "公安视频 ABC 1158"


@functools.cache
def keep_fonts() -> Any:
    """Draw a page in each usual font, and keep what was read of it for the life of the process."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    class KeptFonts(pdfium.PdfSysfontBase):  # type: ignore[misc]
        """PDFium's own way to fonts, which reads each file once."""

        def __init__(self) -> None:
            super().__init__()
            self.kept: dict[tuple[int | None, int], bytes] = {}

        def GetFontData(  # noqa: N802 - PDFium's name
            self, _: Any, font: int | None, table: int, buffer: Any, size: int
        ) -> int:
            """The length of a font's table, which is copied to the buffer where it has room."""
            held = self.kept.get((font, table))
            if held is None:
                length = self.default.GetFontData(self.default, font, table, None, 0)
                room = (ctypes.c_ubyte * length)()
                if self.default.GetFontData(self.default, font, table, room, length) != length:
                    length = 0
                held = self.kept[font, table] = bytes(room)[:length]
            if buffer and size >= len(held):
                ctypes.memmove(buffer, held, len(held))
            return len(held)

    fonts = KeptFonts()
    fonts.setup()
    for collection, encoding, names in NAMED:
        for name in names:
            for style in ("", ",Bold"):
                document = pdfium.PdfDocument(_page(name + style, collection, encoding))
                document[0].render(scale=0.2).close()
                document.close()
    return fonts


def _page(font: str, collection: str, encoding: str) -> bytes:
    """A PDF of one page with words in a font that it does not carry."""
    shown = b"BT /F1 40 Tf 72 700 Td <%s> Tj ET" % WORDS.encode("utf-16-be").hex().encode()
    name, system = font.encode(), collection.encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/%s/DescendantFonts[6 0 R]>>"
        % (name, encoding.encode()),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(%s)/Supplement 0>>/FontDescriptor 7 0 R>>" % (name, system),
        b"<</Type/FontDescriptor/FontName/%s/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>" % name,
    )
    return assembled(objects)
