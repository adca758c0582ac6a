"""Loading, before anything hostile is near, all that a child would otherwise load on the way.

A child can open no file, so that whatever is imported late must have been imported here: one
small original of every format is read, and the codecs of every encoding are looked up.
"""

from __future__ import annotations

import codecs
import contextlib
import gc
import io
import zipfile

from custodes.model import UnreadableError

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
_STREAM = b"BT /F1 12 Tf 72 720 Td (A line of a portable document.) Tj ET"


def warm_up() -> None:
    """Read one original of every format; then keep what was loaded out of the collector's way."""
    from custodes.reading.reader import read

    for encoding in ENCODINGS:
        with contextlib.suppress(LookupError):
            codecs.lookup(encoding)
    for name, content in _samples():
        # what matters is what was loaded on the way
        with contextlib.suppress(UnreadableError):
            read(content, name)
    gc.collect()
    gc.freeze()


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
        ("table.xlsx", _xlsx()),
        ("table.csv", b"a,b,c,d\n1,2,3,4\n5,6,7,8\n9,0,1,2\n"),
        ("nothing.bin", bytes(range(256))),
    )


def _docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, mode="w", compression=zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("word/document.xml", _DOCUMENT)
    return buffer.getvalue()


def _xlsx() -> bytes:
    import openpyxl
    import python_calamine  # noqa: F401 - for XLS, XLSB and ODS

    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = "A", 0.5
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _pdf() -> bytes:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(_STREAM), _STREAM),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    content = bytearray(b"%PDF-1.4\n")
    places = []
    for number, value in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, value)
    start = len(content)
    content += b"xref\n0 6\n0000000000 65535 f \n"
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(content)
