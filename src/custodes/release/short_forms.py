"""What a masked person may be called: the whole name, and short forms that give it away."""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from custodes.model import CustodesError
from custodes.release.folding import name_key

FILE = "short_forms.toml"
LONG_ENOUGH = 8
"""Folded letters from which a name of several words is masked inside longer words too."""


@dataclass(frozen=True, slots=True)
class ShortForms:
    """The lists of ``short_forms.toml``."""

    titles_after: tuple[str, ...]
    words_before: tuple[str, ...]
    compound_family_names: frozenset[str]
    not_a_name: frozenset[str]
    common_words: frozenset[str]
    months: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameForm:
    """A folded form of a name, and where it counts.

    ``derived`` forms follow from the name and are not the name itself. ``bounded`` forms count
    only where no letter stands directly before or after, ``capital`` ones only with a capital
    letter in the original, ``month`` ones not beside the number of a day or year.
    """

    key: str
    derived: bool = False
    bounded: bool = False
    capital: bool = False
    month: bool = False


@functools.cache
def short_forms() -> ShortForms:
    """The lists as shipped. Raises CustodesError where the file is wrong."""
    source = resources.files("custodes.release").joinpath(FILE).read_text(encoding="utf-8")
    try:
        lists = tomllib.loads(source)
        return ShortForms(
            tuple(lists["zh"]["titles_after"]),
            tuple(lists["zh"]["words_before"]),
            frozenset(lists["zh"]["compound_family_names"]),
            frozenset(lists["en"]["not_a_name"]),
            frozenset(lists["en"]["common_words"]),
            frozenset(lists["en"]["months"]),
        )
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise CustodesError(f"{FILE}: {error}") from error


def is_ideograph(character: str) -> bool:
    """Whether the character belongs to a script that sets no spaces between words."""
    return (
        "\u3040" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or ("\U00020000" <= character <= "\U0003ffff")
    )


Sort = Literal["name", "guess", "string"]
"""What is masked: a person's name with its short forms; a guess at one, with fewer of them and,
where it is one Latin word, only with a capital; or a string of letters and digits."""


def forms_of(name: str, sort: Sort = "name") -> tuple[NameForm, ...]:
    """The forms of a name, guess or string to mask, the whole of it first."""
    key = name_key(name)
    if not key:
        return ()
    if is_ideograph(key[0]):
        whole = NameForm(key)
        derived = _chinese_short_forms(name, sort) if sort != "string" else set()
        return (whole, *(NameForm(k, derived=True) for k in sorted(derived) if k != key))
    words = [word for word in re.split(r"[\s,，/&\u00a0]+", name) if name_key(word)]
    if len(words) > 1:
        whole = NameForm(key, bounded=len(key) < LONG_ENOUGH)
    else:
        whole = _single_word(key, derived=False)
        if sort == "string":
            whole = NameForm(key, bounded=True)
        elif sort == "guess" and key.isalpha():
            whole = dataclasses.replace(whole, capital=True)
    derived_forms: dict[str, NameForm] = {}
    if len(words) > 1 and sort != "string":
        derived_forms = _english_short_forms(words, sort)
    return (whole, *(form for k, form in sorted(derived_forms.items()) if k != key))


def _single_word(key: str, derived: bool) -> NameForm:
    lists = short_forms()
    capital = len(key) <= 3 or key in lists.common_words
    return NameForm(key, derived, bounded=True, capital=capital, month=key in lists.months)


def _chinese_short_forms(name: str, sort: Sort) -> set[str]:
    lists = short_forms()
    parts = [name_key(part) for part in re.split(r"[·•‧・･.．\s]+", name)]
    parts = [part for part in parts if part]
    # 艾力·买买提 goes by either part; 陈 军锋 is one name set with a space.
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        return {part for part in parts if len(part) > 2 or not _is_common_word(part)}
    key = "".join(parts)
    if not 2 <= len(key) <= 4:
        return set()
    family = key[:2] if key[:2] in lists.compound_family_names and len(key) > 2 else key[:1]
    given = key[len(family) :]
    forms = {family + title for title in lists.titles_after}
    forms |= {before + family for before in lists.words_before}
    if (
        sort == "name"
        and len(given) == 2
        and not set(given) & set("某*xX×")
        and not _is_common_word(given)
    ):
        forms.add(given)
    if len(given) == 2 and given[0] == "某":
        forms.add(family + "某")
    return {name_key(form) for form in forms}


@functools.lru_cache(maxsize=16384)
def _is_common_word(word: str) -> bool:
    """Whether a dictionary knows the word as anything but a person's name (建设, not 军锋)."""
    import rjieba

    return rjieba.has_word(word) and not any(tag.startswith("nr") for _, tag in rjieba.tag(word))


def _english_short_forms(words: list[str], sort: Sort) -> dict[str, NameForm]:
    lists = short_forms()
    keys = [name_key(word) for word in words]
    names = [
        (word, key)
        for word, key in zip(words, keys, strict=True)
        if key not in lists.not_a_name and any(character.isalpha() for character in key)
    ]
    forms: dict[str, NameForm] = {}
    if sort == "guess":
        key = names[-1][1] if names else ""
        if len(key) > 1 and key not in lists.common_words:
            form = _single_word(key, derived=True)
            forms[key] = dataclasses.replace(form, capital=key.isalpha())
        return forms
    for word, key in (names[0], names[-1]) if names else ():
        for part in {key, *(name_key(p) for p in re.split(r"[-‐–]", word))}:
            if len(part) > 1 and part not in lists.not_a_name:
                forms[part] = _single_word(part, derived=True)
    if len(names) > 1:
        first, last = names[0][1], names[-1][1]
        for key in (first + last, f"{last},{first}", first[0] + last, last + first):
            forms.setdefault(key, NameForm(key, derived=True, bounded=True))
    return forms
