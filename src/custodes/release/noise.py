"""Bytes that are packed or drawn, in which any name turns up by chance, taken out of a file.

What such a file says in words stays: the rest of a PNG, and the streams of a PDF unpacked.
"""

from __future__ import annotations

import re
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
_WORDS_PACKED = (b"zTXt", b"iTXt", b"iCCP")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_UNPACKED = 1 << 24
_PLAIN = bytes((9, 10, 13, *range(32, 127)))


def without_noise(content: bytes) -> bytes:
    """The file without its pixels (PNG) or with its streams of words unpacked (PDF)."""
    if content.startswith(_PNG):
        return b"\0".join(_png_parts(content))
    if content.startswith(b"%PDF-"):
        return _STREAM.sub(lambda match: _unpacked(match[1]), content)
    return content


def _png_parts(content: bytes) -> list[bytes]:
    """The chunks of a PNG (third edition, 5.3) but for the image data, and what follows them."""
    parts, at = [], len(_PNG)
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if at + 12 + length > len(content) or not kind.isalpha():
            break
        at += 12 + length
        if kind in (b"IDAT", b"fdAT"):
            continue
        parts.append(data)
        if kind in _WORDS_PACKED:
            # a keyword, a few bytes that say how, then the packed words
            start = data.find(b"\0")
            parts += filter(None, (_unpacked(data[start + skip :]) for skip in range(1, 8)))
    return [*parts, content[at:]]


def _unpacked(packed: bytes) -> bytes:
    """What the packed bytes hold if that is words, else nothing."""
    try:
        plain = zlib.decompressobj().decompress(packed, _UNPACKED)
    except zlib.error:
        plain = packed
    noise = len(plain.translate(None, _PLAIN))
    return plain if noise <= len(plain) // 4 else b""
