"""RTF as tokens, and the code pages of its fonts (Rich Text Format Specification 1.9.1)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(\r\n|[^a-zA-Z])|([{}])|([^\\{}]+)",
    re.DOTALL,
)
CHARACTER_SETS: Final = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
"""Python's codec for a font's ``\\fcharset``; what is not here leaves it to ``\\ansicpg``."""
_CODE_PAGES: Final = {
    708: "iso8859_6",
    936: "gb18030",
    1361: "johab",
    10000: "mac_roman",
    10001: "shift_jis",
    10002: "big5",
    10003: "euc_kr",
    10008: "gb2312",
    54936: "gb18030",
    65001: "utf-8",
}


def tokens(untrusted_bytes: bytes) -> Iterator[tuple[str, bytes, int | None]]:
    """The tokens of an RTF file, in order.

    Each is its kind, its bytes and its number: ``open`` and ``close`` of a group, a ``word`` with
    its parameter (``None`` where it has none), a ``symbol``, ``text``. What ``\\bin`` announces
    is left out.
    """
    position, end = 0, len(untrusted_bytes)
    while position < end:
        match = _TOKEN.match(untrusted_bytes, position)
        if match is None:
            position += 1  # a lone backslash at the end, or before what is no word
            continue
        position = match.end()
        word, parameter, code, symbol, brace, text = match.groups()
        if text is not None:
            # line ends are layout of the file itself
            yield "text", text.replace(b"\r", b"").replace(b"\n", b""), None
        elif word is not None:
            number = int(parameter) if parameter is not None else None
            if word == b"bin":
                position += max(0, number or 0)
            else:
                yield "word", word, number
        elif code is not None:
            yield "text", bytes((int(code, 16),)), None
        elif brace is not None:
            yield ("open" if brace == b"{" else "close"), b"", None
        elif symbol is not None:
            yield "symbol", symbol, None


def codec_of(code_page: int) -> str:
    """Python's codec for a Windows code page; Western where there is none."""
    name = _CODE_PAGES.get(code_page, f"cp{code_page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def decoded(untrusted_bytes: bytes, codec: str, usual: str) -> str:
    """Some bytes in a font's code page, else in that of the file, else as Western letters."""
    for name in (codec, usual):
        try:
            return untrusted_bytes.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return untrusted_bytes.decode("cp1252", "replace")
