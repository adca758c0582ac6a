"""Makers of hostile originals: bombs, cycles, entities, macros, locked and broken files."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

HONEST = "The city council bought 40 cameras for the main road."
BLOWN = 600 << 20
"""Bytes that a bomb unpacks to: more than any limit of the reader."""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODT = "application/vnd.oasis.opendocument.text"
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY local SYSTEM "file:///etc/passwd">'
    '<!ENTITY far SYSTEM "http://{host}/entity">]>'
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)


@cache
def _zeros(wrapper: int) -> bytes:
    """``BLOWN`` zeros, deflated without inflating them here; ``wrapper`` as zlib's ``wbits``."""
    once = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = once.compress(bytes(1 << 20)) + once.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    body = piece * (BLOWN >> 20) + last
    return body if wrapper < 0 else b"\x78\x9c" + body + struct.pack(">I", _adler())


@cache
def _checksum() -> int:
    checksum = 0
    for _ in range(BLOWN >> 20):
        checksum = zlib.crc32(bytes(1 << 20), checksum)
    return checksum


def _adler() -> int:
    # of n zeros: the first sum stays 1, the second grows by one a byte
    return (BLOWN % 65521) << 16 | 1


def gzip_bomb() -> bytes:
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    return head + _zeros(-15) + struct.pack("<II", _checksum(), BLOWN & 0xFFFFFFFF)


def zip_bomb(bomb: str, parts: Mapping[str, str | bytes], copies: int = 1) -> bytes:
    """A ZIP whose members named ``bomb`` unpack to more than any limit, with honest parts."""
    packed = zlib.compress(b"", 9)[2:-4]
    bombs = [(f"{n}{bomb}" if n else bomb, _zeros(-15), _checksum(), BLOWN) for n in range(copies)]
    for name, part in parts.items():
        content = part.encode() if isinstance(part, str) else part
        packed = zlib.compress(content, 9)[2:-4]
        bombs.append((name, packed, zlib.crc32(content), len(content)))
    out, directory = bytearray(), bytearray()
    for name, packed, checksum, size in bombs:
        label = name.encode()
        middle = struct.pack("<HHHIIIHH", 8, 0, 0x21, checksum, len(packed), size, len(label), 0)
        directory += b"PK\x01\x02" + struct.pack("<HHH", 20, 20, 0) + middle
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + label
        out += b"PK\x03\x04" + struct.pack("<HH", 20, 0) + middle + label + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(bombs), len(bombs), len(directory), len(out), 0)
    return bytes(out + directory + b"PK\x05\x06" + end)


def package(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def locked_zip() -> bytes:
    """A ZIP whose member says that it needs a password."""
    content = bytearray(package({"secret.txt": HONEST}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def nested_zip(depth: int) -> bytes:
    content = HONEST.encode()
    name = "inmost.txt"
    for level in range(depth):
        content = package({name: content, f"beside{level}.txt": f"{HONEST} Level {level}."})
        name = f"level{level}.zip"
    return content


def tar_of_odd_things() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, target in (
            ("link", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard", tarfile.LNKTYPE, "../../etc/passwd"),
            ("pipe", tarfile.FIFOTYPE, ""),
            ("device", tarfile.CHRTYPE, ""),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, target
            archive.addfile(entry)
        content = f"{HONEST} Out of its folder.".encode()
        entry = tarfile.TarInfo("../../../../escape.txt")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(out.getvalue())


def docx_parts(body: str = "", head: str = "") -> dict[str, str]:
    body = body or f"<w:p><w:r><w:t>{HONEST}</w:t></w:r></w:p>"
    return {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORDS}">'
        f"<w:body>{body}</w:body></w:document>",
    }


def entity_paragraph(name: str) -> str:
    return f"<w:p><w:r><w:t>before &{name}; after, {HONEST}</w:t></w:r></w:p>"


def relations(host: str) -> str:
    """Relations of a DOCX that lead to another machine."""
    kinds = ("attachedTemplate", "image", "hyperlink", "oleObject", "frame", "subDocument")
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="http://{host}/{kind}" '
            'TargetMode="External"/>'
            for n, kind in enumerate(kinds)
        )
        + "</Relationships>"
    )


def xlsx_parts(cell: str = "", head: str = "") -> dict[str, str]:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    cell = cell or HONEST
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override '
        f'PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/><Override '
        f'PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{head}<worksheet xmlns="{SHEETS}">'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
        f"{cell}</t></is></c></row></sheetData></worksheet>",
    }


def odt_parts(words: str = "", head: str = "") -> dict[str, str]:
    name = "urn:oasis:names:tc:opendocument:xmlns"
    return {
        "mimetype": ODT,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0"/>',
        "content.xml": f'<?xml version="1.0"?>{head}<office:document-content '
        f'xmlns:office="{name}:office:1.0" xmlns:text="{name}:text:1.0"><office:body>'
        f"<office:text><text:p>{words or HONEST}</text:p></office:text></office:body>"
        "</office:document-content>",
    }


FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SHOWN = f"BT /F 12 Tf 72 720 Td ({HONEST}) Tj ET"


def pdf(
    *,
    page: str = "/MediaBox[0 0 612 792]",
    content: str | bytes = SHOWN,
    packed: bool = False,
    catalog: str = "",
    kids: str = "3 0 R",
    resources: str = "",
    further: Mapping[int, str | bytes] | None = None,
    trailer: str = "",
) -> bytes:
    """A PDF of one page: objects 1 to 5 are its own, 6 and up the ``further`` ones."""
    untrusted = content.encode() if isinstance(content, str) else content
    filtered = b"/Filter/FlateDecode" if packed else b""
    objects: dict[int, bytes] = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        2: f"<</Type/Pages/Kids[{kids}]/Count 1>>".encode(),
        3: f"<</Type/Page/Parent 2 0 R{page}/Contents 4 0 R"
        f"/Resources<</Font<</F 5 0 R>>{resources}>>>>".encode(),
        4: b"<<%s/Length %d>>stream\n%s\nendstream" % (filtered, len(untrusted), untrusted),
        5: FONT.encode(),
    }
    for number, value in (further or {}).items():
        objects[number] = value.encode() if isinstance(value, str) else value
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number, value in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj%s endobj\n" % (number, value)
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places.get(number, 0)
    trailer = trailer.replace("START", str(start))
    end = f"trailer<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n"
    return bytes(out) + end.encode() + b"%%EOF\n"


def stream(words: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(words)}>>stream\n{words}\nendstream"


def flate_bomb_pdf() -> bytes:
    return pdf(content=_zeros(15), packed=True)


def cyclic_pdfs() -> dict[str, bytes]:
    """PDFs whose objects contain themselves, by name."""
    form = "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X 6 0 R>>>>"
    glyph = stream("500 0 d0 BT /T 1 Tf (a) Tj ET")
    type3 = (
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97"
        "/LastChar 97/Widths[500]/Encoding<</Differences[97/a]>>/CharProcs<</a 7 0 R>>"
        "/Resources<</Font<</T 6 0 R>>>>>>"
    )
    return {
        "pages.pdf": pdf(kids="2 0 R 3 0 R 2 0 R"),
        "parents.pdf": pdf(further={2: "<</Type/Pages/Kids[3 0 R]/Count 9/Parent 2 0 R>>"}),
        "outlines.pdf": pdf(
            catalog="/Outlines 6 0 R",
            further={
                6: "<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
                7: "<</Title(again)/Parent 7 0 R/First 7 0 R/Next 7 0 R/Prev 7 0 R/Last 7 0 R>>",
            },
        ),
        "form.pdf": pdf(
            content=f"{SHOWN} /X Do",
            resources="/XObject<</X 6 0 R>>",
            further={6: stream("/X Do", form)},
        ),
        "type3.pdf": pdf(
            content=f"{SHOWN} BT /T 12 Tf 72 600 Td (a) Tj ET",
            resources="/Font<</F 5 0 R/T 6 0 R>>",
            further={6: type3, 7: glyph},
        ),
        "contents.pdf": pdf(further={4: "[4 0 R 4 0 R]"}),
        "sections.pdf": pdf(trailer="/Prev START"),
        "length.pdf": pdf(further={4: f"<</Length 4 0 R>>stream\n{SHOWN}\nendstream"}),
    }


def locked_pdf() -> bytes:
    """A PDF that says that its pages are encrypted with a password that nobody has."""
    key = "<" + "5a" * 32 + ">"
    return pdf(
        trailer=f"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O{key}/U{key}>>/ID[{key}{key}]"
    )


def locked_office_file() -> bytes:
    """An OLE container with the streams that an encrypted DOCX has."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\0")


def huge_picture(side: int = 60_000) -> bytes:
    """A PNG of so many pixels a side, in a few thousand bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", _zeros(15))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")
