"""Where a Chinese agency belongs and how high it stands, read from its name."""

from __future__ import annotations

from functools import cache

from custodes.language.seats import Seat
from custodes.language.word_lists import mapping, words_by_kind
from custodes.language.zh import knowledge

_LOCAL = ("派出所", "街道办", "居委会", "村委会", "镇政府", "乡政府", "街道工委", "街道", "社区")
_LOCAL_PLACE = ("镇", "乡", "村", "街道", "社区", "小区")
_PARTY = ("中国共产党", "中共")
_LONGEST_PLACE = 12


def seat(name: str) -> Seat:
    """Read an agency's (or place's) name from its left end; what is not there stays empty."""
    start = next((len(party) for party in _PARTY if name.startswith(party)), 0)
    if name in _national("whole"):
        return Seat("", "national", _shortened(name))
    end, country = start, False
    codes: tuple[str, ...] = ()
    while True:
        step = _next_place(name, end)
        if step is None:
            break
        end, found, is_country = step
        codes = found or codes
        country = country or (is_country and not codes)
    place, core = name[start:end], name[end:]
    return Seat(place, _level(name[start:], core, codes, country), _shortened(core))


def _next_place(name: str, start: int) -> tuple[int, tuple[str, ...], bool] | None:
    """The longest division or country that begins here: its end, its codes, if a country."""
    divisions, lexicon = knowledge.divisions(), knowledge.lexicon()
    for end in range(min(len(name), start + _LONGEST_PLACE), start + 1, -1):
        word = name[start:end]
        if word in divisions:
            ending = name[end : end + 1]
            if ending and ending in "省市区县州盟旗" and not word.endswith(ending):
                continue
            return end, divisions[word], False
        if "place.country" in lexicon.classes(word):
            return end, (), True
    return None


def _level(name: str, core: str, codes: tuple[str, ...], country: bool) -> str:
    if core.endswith(_LOCAL) or (not core and name.endswith(_LOCAL_PLACE)):
        return "local"
    if codes:
        levels = {knowledge.level(code) for code in codes}
        if len(levels) == 1:
            return levels.pop()
        return ""
    if country or core.startswith(tuple(_national("start"))) or core in _national("whole"):
        return "national"
    return ""


def _shortened(core: str) -> str:
    for long, short in _aliases().items():
        if core.endswith(long):
            return core[: -len(long)] + short
    return core


@cache
def _aliases() -> dict[str, str]:
    return mapping("zh", "lexicons/agency_aliases.tsv")


@cache
def _national(kind: str) -> frozenset[str]:
    words = words_by_kind("zh", "lexicons/national_agencies.tsv", {"start", "whole"})
    return frozenset(words[kind])
