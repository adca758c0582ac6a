"""What is known about names beyond any document: aliases, former divisions, generic names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from custodes.language.simplified import simplified_characters
from custodes.language.zh import knowledge
from custodes.model import CustodesError

_KINDS = ("agency", "company", "programme", "instrument", "place")
_ARTICLE = re.compile(r"^(?:the|our|its|their)\s+")
_SPACE = re.compile(r"\s+")
_LONGEST = 20
"""No name of a division is longer, in code points."""
_MARKS = re.compile(r"[“”\"「」『』《》〈〉·‧・]")


class EntityKnowledgeError(CustodesError):
    """A file of names has a line that cannot be used; says which file and line."""


def folded(name: str) -> str:
    """A name as it is compared: width, case, marks, spaces between Han, traditional forms folded.

    For comparing only; what is shown is the name as a document writes it.
    """
    plain = unicodedata.normalize("NFKC", name).replace("’", "'").casefold()
    plain = _SPACE.sub(" ", _MARKS.sub("", plain)).strip()
    plain = re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", plain)
    return _ARTICLE.sub("", plain).translate(_simplified())


@cache
def _simplified() -> dict[int, str]:
    return {ord(old): new for old, new in simplified_characters()}


@cache
def alias_of() -> Mapping[tuple[str, str], str]:
    """The name that another one, or itself, is kept under, by kind and folded other name.

    Raises EntityKnowledgeError for a bad line, or another name that is said to mean two things.
    """
    found: dict[tuple[str, str], str] = {}
    for number, (kind, name, other, source) in _rows("aliases.tsv", 4):
        found[kind, folded(name)] = name
        key = (kind, folded(other))
        if kind not in _KINDS or not source or found.get(key, name) != name:
            raise EntityKnowledgeError(f"aliases.tsv, line {number}: cannot use {other!r}")
        found[key] = name
    return found


@cache
def generic() -> frozenset[str]:
    """Names, folded, that every place has a body of."""
    return frozenset(folded(word) for _, (word,) in _rows("generic_names.txt", 1))


@cache
def divisions() -> Mapping[str, tuple[str, ...]]:
    """The codes (GB/T 2260) that a division's name, folded, may stand for, former names too."""
    found: dict[str, tuple[str, ...]] = {}
    for name, codes in knowledge.divisions().items():
        found[folded(name)] = tuple(dict.fromkeys((*found.get(folded(name), ()), *codes)))
    known = {code for codes in found.values() for code in codes}
    for number, (code, name, year) in _rows("former_divisions.tsv", 3):
        if code not in known or not re.fullmatch(r"(?:19|20)\d\d", year):
            raise EntityKnowledgeError(f"former_divisions.tsv, line {number}: cannot use {name!r}")
        found[folded(name)] = tuple(dict.fromkeys((*found.get(folded(name), ()), code)))
    return found


def modern(name: str) -> str:
    """A name that begins with a former name of a division, with the one of today in its place."""
    for former, today in _former():
        if name.startswith(former):
            return today + name[len(former) :]
    return name


@cache
def _former() -> tuple[tuple[str, str], ...]:
    names = {code: name for name, code in _full_names()}
    return tuple((old, names[code]) for _, (code, old, _) in _rows("former_divisions.tsv", 3))


@cache
def division_name(code: str) -> str:
    """The name today of a division with those it lies in: 110105 is 北京市朝阳区."""
    names = {code: name for name, code in _full_names()}
    parts = dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))
    return "".join(names[part] for part in parts if part in names)


@cache
def _full_names() -> tuple[tuple[str, str], ...]:
    from custodes.language.word_lists import rows

    return tuple((name, code) for _, (code, name) in rows("zh", "lexicons/divisions.tsv", 2))


def codes_of(place: str) -> tuple[str, ...]:
    """The divisions that a Chinese place name may stand for, each part narrowing the next.

    北京市朝阳区 is one (110105), 朝阳区 two, and what is no division none.
    """
    known = divisions()
    rest = folded(place)
    rest = rest.removeprefix("中国") or rest
    codes: tuple[str, ...] = ("",)
    while rest:
        step = next((n for n in range(min(len(rest), _LONGEST), 1, -1) if rest[:n] in known), 0)
        if not step:
            return ()
        inside = tuple(c for c in known[rest[:step]] if any(within(c, outer) for outer in codes))
        if not inside:
            return ()
        codes, rest = inside, rest[step:]
    return tuple(code for code in codes if code)


def within(code: str, outer: str) -> bool:
    """Whether a division lies in another, or is it; every one lies in ``""``."""
    if outer.endswith("0000"):
        return code.startswith(outer[:2])
    return code.startswith(outer[:4] if outer.endswith("00") else outer)


def _rows(name: str, columns: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    content = (resources.files("custodes.evidence") / "entities" / name).read_text("utf-8")
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = tuple(field.strip() for field in line.split("\t"))
        if len(fields) != columns or not all(fields):
            raise EntityKnowledgeError(f"{name}, line {number}: expected {columns} fields")
        yield number, fields
