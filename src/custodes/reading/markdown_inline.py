"""Markdown's inline marks: emphasis, links, images, code, footnote marks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final

_SPECIAL: Final = re.compile(r"[*_`\[\]\\<>!~]|://|www\.")
_CODE: Final = re.compile(r"(`+)(.{1,1000}?)(?<!`)\1(?!`)", re.DOTALL)
_AUTOLINK: Final = re.compile(r"<((?:https?|mailto|ftp):[^\s<>]*)>")
_STRAY_LESS: Final = re.compile(r"<(?![A-Za-z/!?])")
_IMAGE: Final = re.compile(
    r"!\[(?:[^\[\]]++|\[[^\[\]]{0,300}\])*+\]"
    r"(?:\([^()\s]{0,2000}(?:\([^()]{0,300}\)[^()\s]{0,300}){0,5}(?:\s[^)]{0,500})?\)|\[[^\[\]]{0,300}\])"
)
_LINK: Final = re.compile(
    r"\[((?:[^\[\]\\]++|\\.|\[[^\[\]]{0,300}\])*+)\]"
    r"\(\s{0,3}<?((?:[^()\s<>]++|\([^()\s]{0,300}\))*+)>?"
    r"(?:\s{1,3}(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^)]{0,500}\)))?\s{0,3}\)"
)
_REFERENCE: Final = re.compile(r"\[((?:[^\[\]\\]++|\\.)++)\]\[[^\[\]]{0,300}\]")
_FOOTNOTE_MARK: Final = re.compile(r"\[\^[^\[\]]{1,100}\]")
_BOLD_TWICE: Final = re.compile(r"\*{4,}")
_BOLD: Final = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1", re.DOTALL)
_ITALIC: Final = re.compile(
    r"(?<![0-9A-Za-z])\*(?=[^\s*])([^*]{1,1000}?)(?<=[^\s*])\*(?![0-9A-Za-z])"
    r"|(?<![\w_])_(?=[^\s_])([^_]{1,1000}?)(?<=[^\s_])_(?![\w_])"
)
_STRAY: Final = re.compile(r"\*{2,}|(?<![\w_])__(?![\w_])")
_STRUCK: Final = re.compile(r"~~(?=\S)(.{1,1000}?)(?<=\S)~~", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def inline(text: str) -> str:
    """Markdown's marks inside one paragraph as HTML; line ends may be inside."""
    if _SPECIAL.search(text) is None:
        return text
    text = _AUTOLINK.sub(r'<a href="\1">\1</a>', text)
    text = _STRAY_LESS.sub("&lt;", text)
    if "`" in text:
        text = _CODE.sub(_code, text)
    if "\\" in text:
        text = _ESCAPED.sub(lambda match: f"&#{ord(match[1])};", text)
    if "[" in text:
        text = _IMAGE.sub("<img>", text)
        text = _LINK.sub(_link, text)
        text = _REFERENCE.sub(r'<a href="elsewhere">\1</a>', text)
        text = _FOOTNOTE_MARK.sub("", text)
    if "**" in text or "__" in text:
        # ******so****** says nothing more than **so**.
        text = _BOLD_TWICE.sub("**", text)
        text = _outside_tags(_BOLD, r"<b>\2</b>", text)
    if "*" in text or "_" in text:
        text = _outside_tags(_ITALIC, lambda match: match[1] or match[2], text)
        text = _outside_tags(_STRAY, "", text)
    if "~~" in text:
        text = _STRUCK.sub(r"\1", text)
    return text


def _code(match: re.Match[str]) -> str:
    inner = html.escape(match[2].strip(), quote=False)
    return "".join(f"&#{ord(c)};" if c in "*_[]\\`!~" else c for c in inner)


def _link(match: re.Match[str]) -> str:
    address = html.escape(match[2]).replace("*", "%2A").replace("_", "&#95;")
    return f'<a href="{address}">{match[1]}</a>'


_TAG: Final = re.compile(r"(<[^<>]*>)")


def _outside_tags(
    pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str], text: str
) -> str:
    """Replace in the text, leaving tags whose attributes hold the mark alone."""
    if "<" not in text:
        return pattern.sub(replacement, text)
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x02{len(kept) - 1}\x03"

    hidden = _TAG.sub(hide, text)
    replaced = pattern.sub(replacement, hidden)
    return re.sub("\x02(\\d+)\x03", lambda match: kept[int(match[1])], replaced)
