"""What the word lists of Chinese know, as one lexicon."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from custodes.language import taxonomy
from custodes.language.lexicon import Lexicon
from custodes.language.word_lists import rows, words_by_kind

_LISTS = {
    "agencies": ("agency", {"name", "suffix", "civil", "civil_suffix", "bare"}),
    "companies": ("company", {"name", "media", "platform", "suffix", "media_suffix", "bare"}),
    "programmes": ("programme", {"name", "suffix"}),
    "places": ("place", {"country", "region", "suffix", "bare"}),
    "titles": ("title", {"official", "commentator", "public", "speaker", "private"}),
    "groups": ("group", {"suffix"}),
    "data": ("data", {"suffix"}),
    "technologies": ("technology", {"suffix"}),
    "instruments": ("instrument", {"suffix", "law"}),
    "surnames": ("surname", {"single", "double"}),
}

# A county named by these two characters alone is more often another word (城区, 郊区).
_SHORT_ENDINGS = ("省", "市", "自治区", "地区", "特别行政区", "县", "区")
_LONG_ENDINGS = ("维吾尔自治区", "壮族自治区", "回族自治区", *_SHORT_ENDINGS)


@cache
def lexicon() -> Lexicon:
    """All word lists and the taxonomy. Raises WordListError or TaxonomyError for a bad file."""
    return Lexicon(_words())


@cache
def divisions() -> dict[str, tuple[str, ...]]:
    """The codes (GB/T 2260, six digits) that a division's full or short name may stand for."""
    found: dict[str, tuple[str, ...]] = {}
    for _, (code, name) in rows("zh", "lexicons/divisions.tsv", 2):
        for form in {name, _short(code, name)} - {""}:
            found[form] = (*found.get(form, ()), code)
    return found


def level(code: str) -> str:
    """``province``, ``city`` or ``county``, from a division's code."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def _short(code: str, name: str) -> str:
    """内蒙古 for 内蒙古自治区, 乌海 for 乌海市; nothing for a county, whose short form misleads."""
    if level(code) == "county":
        return ""
    for ending in _LONG_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return ""


def _words() -> Iterator[tuple[str, str]]:
    for name, (prefix, kinds) in _LISTS.items():
        for kind, words in words_by_kind("zh", f"lexicons/{name}.tsv", kinds).items():
            for word in words:
                yield word, f"{prefix}.{kind}"
    for name, codes in divisions().items():
        if len(name) > 1:
            yield name, f"place.{level(codes[0])}"
    for entry in taxonomy.entries():
        for term in entry.terms("zh"):
            yield term, entry.kind
