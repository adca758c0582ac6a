"""Loading, before anything hostile is near, all that a child would otherwise load on the way.

A child can open no file, so that whatever is imported late must have been imported here: one
small original of every format is read, and the codecs of every encoding are looked up.
"""

from __future__ import annotations

import bz2
import codecs
import contextlib
import functools
import gc
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator, Mapping

from custodes.model import UnreadableError
from custodes.reading.small_pdf import assembled

ENCODINGS = (
    "ascii",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
    "utf-7",
    "latin-1",
    "cp1252",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
    "big5hkscs",
    "cp950",
    "hz",
    "euc_jp",
    "shift_jis",
    "iso2022_jp",
    "euc_kr",
    "cp949",
    "cp437",
    "cp1250",
    "cp1251",
    "koi8_r",
    "mac_roman",
    "iso8859_2",
    "iso8859_15",
    "iso8859_6",
    "johab",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp850",
    "cp874",
    "cp932",
    "cp936",
    "raw_unicode_escape",
    "unicode_escape",
    "idna",
    "punycode",
)

_CHINESE = (
    "关于建立流行病学调查协调联络机制的通知。公安机关的视频监控资源，二〇二〇年七月一日印发。"
)
_PAGE = (
    '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>标题</title>'
    "<style>@media all{p.a>b:not(.c)[d]{display:none;color:#fff}}</style>"
    '<meta name="author" content="A. Writer"></head><body><article><h1>标题</h1>'
    f"<p>{_CHINESE}</p><ul><li>one</li></ul><table><tr><td>1</td></tr></table></article></body>"
)
_DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>Published on 1 July 2020.</w:t></w:r></w:p></w:body></w:document>"
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_MAIL = (
    b"From: =?gb18030?B?zfU=?= <a@example.org>\nTo: b@example.org\nSubject: =?utf-8?Q?a?=\n"
    b"Date: Wed, 1 Jul 2020 08:00:00 +0800\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="x"\n\n'
    b"--x\nContent-Type: text/plain; charset=gb18030\nContent-Transfer-Encoding: base64\n\nzfU=\n"
    b'--x\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename="a.eml"\n\n'
    b"Subject: b\n\nwords\n--x--\n"
)
_NO_PICTURE = b"II*\0\x08\0\0\0\0\0\0\0\0\0"
"""A TIFF without a page: every decoder is loaded before it is refused."""
_ODT = b"application/vnd.oasis.opendocument.text"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_STREAM = (
    b"BT /F1 12 Tf 72 720 Td (A line of a portable document.) Tj ET "
    + b"".join(b"%d 500 60 20 re %d 480 60 20 re S " % (x, x) for x in (72, 132))
    + b"".join(
        b"BT /F1 9 Tf %d %d Td (cell) Tj ET " % (x, y) for x in (75, 135) for y in (505, 485)
    )
)
"""A line of words, and a table of four cells whose lines are drawn."""


def warm_up() -> None:
    """Read one original of every format; then keep what was loaded out of the collector's way."""
    from custodes.reading.reader import read

    for encoding in ENCODINGS:
        with contextlib.suppress(LookupError):
            codecs.lookup(encoding)
    for name, content in _samples():
        # what matters is what was loaded on the way
        with contextlib.suppress(UnreadableError):
            read(content, name, recognition=False)
    gc.collect()
    gc.freeze()


@functools.cache
def warm_recognition() -> None:
    """Load text recognition and the decoders of pictures; the second time there is nothing to do.

    Starts no thread: one that a fork leaves behind would be waited for.
    """
    from custodes.reading.reader import read
    from custodes.reading.recognition import warm_up

    warm_up()
    for name, content in _pictures():
        with contextlib.suppress(UnreadableError):
            read(content, name)
    gc.collect()
    gc.freeze()


@functools.cache
def warm_pages() -> None:
    """Load what draws a page: fonts that files name and do not carry, decoders of pictures."""
    from custodes.reading.page_fonts import keep_fonts
    from custodes.reading.page_images import page_image

    keep_fonts()
    for name, content in (("notice.pdf", _pdf()), *_pictures()):
        with contextlib.suppress(UnreadableError):
            page_image(content, 1, 100 + len(name))
    gc.collect()
    gc.freeze()


def _pictures() -> Iterator[tuple[str, bytes]]:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (240, 80), "white")
    ImageDraw.Draw(picture).text((20, 20), "warm 1", fill="black", font_size=32)
    for kind in ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "PDF"):
        buffer = io.BytesIO()
        picture.save(buffer, kind)
        yield f"picture.{kind.lower()}", buffer.getvalue()


def _samples() -> tuple[tuple[str, bytes], ...]:
    return (
        ("page.html", _PAGE.encode()),
        ("page.html", _PAGE.replace("utf-8", "gb18030").encode("gb18030")),
        ("notes.md", f"# 标题\n\n- one [link](x)\n\n{_CHINESE}\n\n| a | b |\n|---|---|\n".encode()),
        ("plain.txt", _CHINESE.encode("gb18030") * 4),
        ("plain.txt", _CHINESE.encode("utf-16") * 4),
        ("plain.txt", "Señor Müller’s report, 3 May 2019.".encode("cp1252") * 9),
        ("notice.docx", _docx()),
        ("notice.pdf", _pdf()),
        ("notice.odt", _zip({"mimetype": _ODT, "content.xml": b"<a/>", "meta.xml": b"<a/>"})),
        ("table.ods", _zip({"mimetype": _ODS, "content.xml": b"<a/>", "meta.xml": b"<a/>"})),
        ("slides.pptx", _zip({"ppt/presentation.xml": b"<a/>"})),
        (
            "notice.rtf",
            b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 Song;}}\\f0\\'b9\\'ab}",
        ),
        ("notice.doc", _OLE),
        ("table.xlsx", _xlsx()),
        ("mail.eml", _MAIL),
        ("archive.zip", _zip({"a.txt": b"Some words."})),
        ("archive.txt.gz", gzip.compress(b"Some words.")),
        ("archive.txt.bz2", bz2.compress(b"Some words.")),
        ("archive.txt.xz", lzma.compress(b"Some words.")),
        ("table.csv", b"a,b,c,d\n1,2,3,4\n5,6,7,8\n9,0,1,2\n"),
        ("picture.tiff", _NO_PICTURE),
        ("nothing.bin", bytes(range(256))),
    )


def _docx() -> bytes:
    return _zip({"[Content_Types].xml": _TYPES.encode(), "word/document.xml": _DOCUMENT.encode()})


def _zip(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, mode="w", compression=zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _xlsx() -> bytes:
    import olefile  # noqa: F401 - for MSG
    import python_calamine  # noqa: F401 - for XLS and XLSB

    # by hand: the library writes temporary files, which nobody here may
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Override '
        f'PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/><Override '
        f'PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{sheets}" xmlns:r="{relations}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{sheets}"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>A</t></is></c><c r="B1"><v>0.5</v></c></row></sheetData>'
        "</worksheet>",
    }
    return _zip({name: content.encode() for name, content in parts.items()})


def _pdf() -> bytes:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(_STREAM), _STREAM),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    return assembled(objects)
