"""Makers of small originals for the tests of reading: a PDF and a DOCX written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from custodes.model import UnreadableError
from custodes.reading import Reading, read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Placed:
    """A line of a PDF page: its words, left edge and baseline in points, font size, and operators
    that set its colour or mode."""

    text: str
    left: float = 72
    down: float = 72
    size: float = 12
    colour: str = "0 g 0 Tr"


@dataclass(frozen=True)
class Drawn:
    """Operators of a PDF page, with those of a form XObject ``/F``; ``/T gs`` makes half clear."""

    operators: str
    form: str = ""


def pdf(
    pages: Sequence[Sequence[Placed | Drawn]],
    rotation: int = 0,
    information: str = "",
    annotations: str = "",
    crop: str = "",
) -> bytes:
    """A PDF of A4 pages; Latin words in Helvetica, others in an unembedded Song type."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [5 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>",
        f"<< {information} >>".encode("latin-1"),
    ]
    kids: list[str] = []
    for lines in pages:
        form = "".join(one.form for one in lines if isinstance(one, Drawn)).encode()
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length %d >>\nstream\n%s\n"
            b"endstream" % (len(form), form)
        )
        stream = "\n".join(
            one.operators if isinstance(one, Drawn) else _shown(one) for one in lines
        ).encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
                f"{f'/CropBox {crop}' if crop else ''} /Annots [{annotations}] "
                f"/Rotate {rotation} /Contents {len(objects)} 0 R "
                "/Resources << /Font << /L 3 0 R /W 4 0 R >> /ExtGState << /T << /ca 0.5 >> >> "
                f"/XObject << /F {len(objects) - 1} 0 R >> >> >>"
            ).encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def _shown(line: Placed) -> str:
    if line.text.isascii():
        words = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return (
            f"BT {line.colour} /L {line.size} Tf {line.left} {842 - line.down} Td ({words}) Tj ET"
        )
    words = line.text.encode("utf-16-be").hex()
    return f"BT {line.colour} /W {line.size} Tf {line.left} {842 - line.down} Td <{words}> Tj ET"


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A DOCX with this content of ``w:body`` and perhaps further parts."""
    document = (
        f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", document)
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return out.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of WordprocessingML with one run."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def blocks(reading: Reading) -> list[tuple[str, str]]:
    """Kind and text of every block."""
    content = reading.text.content
    return [(block.kind, content[block.start : block.end]) for block in reading.text.blocks]


def body(reading: Reading) -> list[tuple[str, str]]:
    """Kind and text of every block that is not boilerplate."""
    return [pair for pair in blocks(reading) if pair[0] != "boilerplate"]


def boilerplate(reading: Reading) -> list[str]:
    """The text of every boilerplate block."""
    return [text for kind, text in blocks(reading) if kind == "boilerplate"]


def read_text(source: str, name: str = "page.html") -> Reading:
    """Read a text given as a string."""
    return read(source.encode("utf-8"), name)


def reason(untrusted_bytes: bytes, name: str = "file", *, recognition: bool = True) -> str:
    """The code of why these bytes cannot be read; empty if they can."""
    try:
        read(untrusted_bytes, name, recognition=recognition)
    except UnreadableError as error:
        return error.reason
    return ""
