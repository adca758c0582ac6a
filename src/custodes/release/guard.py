"""The second line: what is about to be written is searched for what must not be in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NoReturn
from urllib.parse import unquote

from custodes.model import CustodesError
from custodes.release.folding import name_key
from custodes.release.masking import Found, NameFinder
from custodes.release.noise import without_noise
from custodes.release.short_forms import LONG_ENOUGH

_INLINE_TAG = re.compile(
    r"</?(?:b|i|em|strong|mark|u|s|small|sub|sup|wbr|font|bdi|bdo)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAG = re.compile(r"<!--|-->|<[!?/]?[A-Za-z][^<>]*>")
_CODE = re.compile(r"<(script|style)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_WORDS_OF_TAGS = re.compile(
    r"""\s(?:alt|title|content|value|placeholder|label|summary|href|src|id|name|aria-[\w-]+|data-[\w-]+)"""
    r"""\s*=\s*(?:"([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"' + r"|'((?:[^'\\\n]|\\.)*)'" + r"|`((?:[^`\\]|\\.)*)`")
_ESCAPE = re.compile(
    r"\\u\{([0-9a-fA-F]{1,6})\}|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([0-9a-fA-F]{4,6})\s?|\\(.)",
    re.DOTALL,
)
_MARKUP = (".html", ".htm", ".xhtml", ".xml", ".svg")
_CODE_ENDINGS = (".js", ".mjs", ".css", ".json", ".jsonl", ".jsonld", ".geojson", ".webmanifest")
_ROUNDS = 3


class LeakError(CustodesError):
    """Something that must not leave the case was about to be written. Nothing was published."""


class Guard:
    """Knows what must not leave one case, and looks for it in what is written.

    It holds the masked names, so it shows none of them and has no JSON.
    """

    __slots__ = ("_allowed", "_finder", "_held", "_secrets")

    def __init__(
        self,
        finder: NameFinder,
        secrets: Iterable[str],
        released: Iterable[str] = (),
        held: NameFinder | None = None,
    ) -> None:
        self._finder = finder
        self._held = held or NameFinder({})
        self._secrets = NameFinder(dict.fromkeys(filter(_is_telling, secrets), "string"))
        # Short forms that the gate left, inside an agency's name for instance, were decided there.
        self._allowed = {
            found.form.key
            for words in released
            for found in finder.find(words)
            if found.form.derived
        }

    def __repr__(self) -> str:
        return f"<Guard of {len(self._finder.names)} names>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a guard knows the masked names and stays inside its process")

    def allow(self, own_words: str) -> None:
        """Leave out of the search what the interface itself says (its words, not the case's)."""
        places = (*self._finder.find(own_words), *self._held.find(own_words))
        self._allowed |= {found.form.key for found in places}

    def check(self, name: str, content: str | bytes) -> None:
        """Raise LeakError if the content of the file ``name``, or its name, says what is masked.

        Looked through are the content as it stands, the words of markup, the strings of code, and
        what their escapes (HTML, JSON, CSS, percent) stand for, a few layers deep.
        """
        for text in _decoded(name):
            self._search(name, text, bounded=True)
        text, is_text = (content, True) if isinstance(content, str) else _text_of(content)
        for form in _decoded(text):
            self._search(name, form, bounded=False)
        # Among bytes that are no text two letters stand together by chance.
        for words in _words(name, text) if is_text else ():
            for form in _decoded(words):
                self._search(name, form, bounded=True)

    def _search(self, file: str, text: str, *, bounded: bool) -> None:
        for found in (*self._finder.find(text), *self._secrets.find(text)):
            if (bounded or not found.form.bounded) and found.form.key not in self._allowed:
                self._refuse(file, text, found)
        for found in self._held.find(text):
            if (bounded or not found.form.bounded) and found.form.key not in self._allowed:
                raise LeakError(
                    f"{_shown(file, self._finder)} holds the words of a claim that is held. "
                    "Nothing was written. 'custodes legal list' shows the claims that are held; "
                    "clear that one, or take its words out of what you wrote."
                )

    def _refuse(self, file: str, text: str, found: Found) -> NoReturn:
        line = text.count("\n", 0, found.start) + 1
        raise LeakError(
            f"{_shown(file, self._finder)}: line {line} holds what must not leave the case "
            f"({'a short form of ' if found.form.derived else ''}a masked name, an original's "
            "file name or hash). Nothing was written. Look at the masked names of the case, and "
            "clear the name if it is no private person's."
        )


def _is_telling(secret: str) -> bool:
    """Whether a string is long and odd enough not to stand in a page by chance."""
    key = name_key(secret)
    return len(key) >= LONG_ENOUGH and any(map(str.isdigit, key)) and any(map(str.isalnum, key))


def _shown(file: str, finder: NameFinder) -> str:
    return "a file whose name is itself masked" if finder.find(file) else file


def strings_of(value: Any) -> Iterator[str]:
    """Every string in a nest of dataclasses, mappings and sequences, keys of mappings included."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for part in fields(value):
            yield from strings_of(getattr(value, part.name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings_of(key)
            yield from strings_of(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from strings_of(item)


def _text_of(content: bytes) -> tuple[str, bool]:
    """The content as text, and whether it is one."""
    for encoding in ("utf-8", "utf-16"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            break
        try:
            return content.decode(encoding), True
        except UnicodeDecodeError:
            continue
    # A picture or a font: what of it is text survives among the rest.
    content = without_noise(content)
    forms = [content.decode("utf-8", "replace")]
    for encoding in ("utf-16-le", "utf-16-be"):
        forms += (content[start:].decode(encoding, "replace") for start in (0, 1))
    return "\0".join(forms), False


def _words(name: str, text: str) -> Iterator[str]:
    """What of a file's content is words, as far as its ending tells."""
    ending = name[name.rfind(".") :].lower()
    if ending in _CODE_ENDINGS:
        yield from ("\0".join(_strings(text)),)
    elif ending in _MARKUP:
        for match in _CODE.finditer(text):
            yield "\0".join(_strings(match[2]))
        markup = _CODE.sub("\0", text)
        yield "\0".join(a or b for a, b in _WORDS_OF_TAGS.findall(markup))
        yield _TAG.sub("\0", _INLINE_TAG.sub("", markup))
    else:
        yield text


def _strings(code: str) -> Iterator[str]:
    for match in _STRING.finditer(code):
        yield match[1] or match[2] or match[3] or ""


def _decoded(text: str) -> Iterator[str]:
    """The text, and what its escapes stand for, each new form once."""
    seen = {text}
    latest = [text]
    yield text
    for _ in range(_ROUNDS):
        found = []
        for form in latest:
            for decoded in (
                html.unescape(form) if "&" in form else form,
                _ESCAPE.sub(_unescaped, form) if "\\" in form else form,
                unquote(form, errors="replace") if "%" in form else form,
            ):
                if decoded not in seen:
                    seen.add(decoded)
                    found.append(decoded)
                    yield decoded
        latest = found


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        pair = bytes.fromhex(match[2] + match[3])
        return pair.decode("utf-16-be", "replace")
    if match[7]:
        return {"n": "\n", "t": "\t", "r": "\n"}.get(match[7], match[7])
    point = int(match[1] or match[4] or match[5] or match[6], 16)
    return chr(point) if point <= 0x10FFFF else "\ufffd"
