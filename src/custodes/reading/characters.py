"""Bytes of a text in, characters out: the encoding is found out, or it is said that it is not.

Evidence in this order: a byte order mark; strict UTF-8; zero bytes in step (UTF-16); a declared
character set that decodes strictly and reads plausibly; trials of GB18030, Big5 and Windows-1252
with a plausibility from how common the characters are. Where two readings are about as plausible,
or none is, the reason is ``unknown_encoding``: never a guess in silence.
"""

from __future__ import annotations

import codecs
import functools
import itertools
import re
from importlib import resources
from typing import Final

from custodes.model import UnreadableError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_SAMPLE: Final = 200_000
"""Bytes that plausibility is judged on; decoding is strict over all of them."""
PLAUSIBLE: Final = 0.35
"""Least share of very common characters among the wide ones of real Chinese text.

The 600 most common characters make up some 75 % of any Chinese text (Jun Da, Modern Chinese
Character Frequency List, 2004); read in a wrong encoding, about 10 % hit them by chance.
"""


@functools.cache
def common_characters() -> frozenset[str]:
    """The most common characters of Chinese, simplified and traditional (``common.txt``)."""
    source = resources.files("custodes.reading").joinpath("common.txt").read_text("utf-8")
    lines = (line for line in source.split("\n") if not line.startswith("#"))
    return frozenset("".join("".join(lines).split()))


def decode(untrusted_bytes: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises UnreadableError ``unknown_encoding``."""
    for mark, name in _MARKS:
        if untrusted_bytes.startswith(mark):
            return _strict(untrusted_bytes[len(mark) :], name), name
    if b"\0" not in untrusted_bytes:
        text = _tried(untrusted_bytes, "utf-8")
        if text is not None:
            return _unescaped(untrusted_bytes) or (text, "utf-8")
    wide = utf16(untrusted_bytes)
    if wide is not None:
        return wide
    if b"\0" in untrusted_bytes:
        raise UnreadableError("unknown_encoding", "zero bytes that are not UTF-16")
    return _legacy(untrusted_bytes)


def _strict(untrusted_bytes: bytes, name: str) -> str:
    text = _tried(untrusted_bytes, name)
    if text is None:
        raise UnreadableError("unknown_encoding", f"marked as {name}, but is not")
    return text


def _tried(untrusted_bytes: bytes, name: str) -> str | None:
    try:
        return untrusted_bytes.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _unescaped(untrusted_bytes: bytes) -> tuple[str, str] | None:
    """HZ and ISO-2022 hide Chinese in seven bits: valid UTF-8, but not to be read as it."""
    if b"\x1b$" in untrusted_bytes:
        raise UnreadableError("unknown_encoding", "escape sequences of ISO-2022")
    if b"~{" in untrusted_bytes and b"~}" in untrusted_bytes and untrusted_bytes.isascii():
        text = _tried(untrusted_bytes, "hz")
        if text is not None and plausibility(text[:_SAMPLE]) >= PLAUSIBLE:
            return text, "hz"
    return None


def utf16(untrusted_bytes: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: by its zero bytes, or by reading as common characters."""
    if len(untrusted_bytes) < 4 or len(untrusted_bytes) % 2:
        return None
    sample = untrusted_bytes[: _SAMPLE // 2 * 2]
    pairs = len(sample) // 2
    zeros = {"utf-16-be": sample[0::2].count(0), "utf-16-le": sample[1::2].count(0)}
    for name, other in (("utf-16-le", "utf-16-be"), ("utf-16-be", "utf-16-le")):
        text = _tried(untrusted_bytes, name)
        if text is None or "\0" in text:
            continue
        shown = text[: _SAMPLE // 2]
        latin = zeros[name] >= 0.5 * pairs and zeros[other] <= 0.05 * pairs
        chinese = plausibility(shown) >= PLAUSIBLE and sum(
            _is_han(c) or c.isascii() or c in _MARKS_OF_TEXT for c in shown
        ) >= 0.95 * len(shown)
        if latin or chinese:
            return text, name
    return None


_MARKS_OF_TEXT: Final = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』—…·\u3000％〔〕")


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def plausibility(text: str) -> float:
    """The share 0..1 of very common Chinese characters among all that are not ASCII or marks."""
    common = common_characters()
    wide = [c for c in text if not c.isascii() and c not in _MARKS_OF_TEXT]
    if not wide:
        return 0.0
    return sum(c in common for c in wide) / len(wide)


def declared(untrusted_bytes: bytes) -> str | None:
    """The Python name of the character set that the head of an HTML or XML text declares."""
    match = _DECLARED.search(untrusted_bytes[:8192])
    if match is None:
        return None
    name = (match[1] or match[2]).decode("ascii", "replace").lower()
    if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk", "gb18030", "euc-cn"):
        return "gb18030"
    if name in ("big5", "big5-hkscs", "x-x-big5", "cn-big5"):
        return "big5hkscs"
    if name in ("iso-8859-1", "latin1", "us-ascii", "windows-1252", "cp1252"):
        return "cp1252"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _legacy(untrusted_bytes: bytes) -> tuple[str, str]:
    stated = declared(untrusted_bytes)
    scores: dict[str, float] = {}
    texts: dict[str, str] = {}
    for name in ("gb18030", "big5hkscs"):
        text = _tried(untrusted_bytes, name)
        if text is None and name == "big5hkscs":
            text = _tried(untrusted_bytes, "cp950")
        if text is None or "\ufffd" in text or _has_private(text):
            continue
        texts[name] = text
        scores[name] = plausibility(text[:_SAMPLE])
    ranked = sorted(scores, key=lambda name: -scores[name])
    if ranked:
        best = ranked[0]
        clear = len(ranked) == 1 or scores[best] >= 2 * scores[ranked[1]] + 0.05
        if scores[best] >= PLAUSIBLE and (clear or best == stated):
            return texts[best], best
    western = _tried(untrusted_bytes, "cp1252")
    if western is not None and _is_western(western):
        return western, "cp1252"
    if stated is not None and stated not in ("utf-8", "cp1252", *scores):
        text = _tried(untrusted_bytes, stated)
        if text is not None and _agrees(untrusted_bytes, stated):
            return text, stated
    seen = ", ".join(f"{name} {scores[name]:.2f}" for name in ranked) or "nothing decodes"
    raise UnreadableError("unknown_encoding", f"declared: {stated or 'nothing'}; {seen}")


def _has_private(text: str) -> bool:
    return any("\ue000" <= c <= "\uf8ff" for c in text[:_SAMPLE])


def _is_western(text: str) -> bool:
    """Whether the text reads as Latin words with single accented letters or typographic marks."""
    high = [number for number, c in enumerate(text[:_SAMPLE]) if not c.isascii()]
    if not high:
        return True
    if len(high) > 0.15 * min(len(text), _SAMPLE):
        return False
    odd = sum(not (text[n].isalpha() or text[n] in _WESTERN_MARKS) for n in high)
    runs = sum(b - a == 1 for a, b in itertools.pairwise(high))
    return odd <= 0.02 * len(high) and runs <= 0.1 * len(high)


_WESTERN_MARKS: Final = frozenset("’‘“”–—…•§°€£©®™«»·\xa0½¼¾º²³¿¡†")


def _agrees(untrusted_bytes: bytes, stated: str) -> bool:
    """Whether charset-normalizer comes to the same character set without the declaration."""
    from charset_normalizer import from_bytes

    best = from_bytes(untrusted_bytes[:_SAMPLE]).best()
    if best is None:
        return False
    names = {best.encoding, *best.could_be_from_charset}
    return any(codecs.lookup(name).name == stated for name in names)
