"""Lists of words, and whether a quote says one of them, or says that it is not so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import daachorse

from custodes.audits.principles.knowledge import Knowledge, read

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_TOKEN = re.compile(r"[^\W_][\w'-]*")
_TITLE = re.compile(r"《[^《》]*([^《》])》")
_END_EN = re.compile(r"[.:;!?\n]|, but |, while |, yet ")
_END_ZH = re.compile(r"[，。；！？\n,.;!?]")


@dataclass(frozen=True, slots=True)
class Negation:
    """What turns a word round in one language, and within how many words or characters."""

    reach_before: int
    reach_after: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    asks: tuple[str, ...]
    excepted: tuple[str, ...]


class Vocabulary:
    """Word lists by name, as written: an English word with ``*`` is a beginning."""

    def __init__(
        self, lists: Mapping[str, tuple[str, ...]], negation: Mapping[str, Negation]
    ) -> None:
        self.lists = lists
        self._negation = negation
        holding: dict[str, set[str]] = defaultdict(set)
        for name, words in lists.items():
            for word in words:
                holding[word].add(name)
        stems: dict[str, list[tuple[re.Pattern[str], frozenset[str]]]] = defaultdict(list)
        for word, names in holding.items():
            stems[word.removesuffix("*")].append((_pattern(word), frozenset(names)))
        self._entries = list(stems.values())
        self._matcher = daachorse.CharwiseDoubleArrayAhoCorasick(list(stems))

    def __contains__(self, name: object) -> bool:
        return name in self.lists

    def sides(self, quote: str) -> tuple[frozenset[str], frozenset[str]]:
        """The lists of which a quote says a word, and those of which it denies one.

        What stands in a title (《反恐法》) is a name, not something said: of it only the last
        character is kept, which tells a law from a plan.
        """
        quote = _TITLE.sub(r"《\1》", quote).lower().replace("’", "'")
        if self._asks(quote):
            return frozenset(), frozenset()
        said: set[str] = set()
        denied: set[str] = set()
        for number in {number for _, _, number in self._matcher.find_overlapping(quote)}:
            for pattern, names in self._entries[number]:
                for match in pattern.finditer(quote):
                    turned = self._turned(quote, match.start(), match.end())
                    (denied if turned else said).update(names)
        return frozenset(said), frozenset(denied)

    def _asks(self, quote: str) -> bool:
        words = f"{' '.join(_TOKEN.findall(quote[:40]))} "
        return words.startswith(tuple(f"{word} " for word in self._negation["en"].asks)) or (
            quote.endswith(self._negation["zh"].asks)
        )

    def _turned(self, quote: str, start: int, end: int) -> bool:
        chinese = _HAN.match(quote, start)
        return (self._turned_zh if chinese else self._turned_en)(quote, start, end)

    def _turned_en(self, quote: str, start: int, end: int) -> bool:
        rules = self._negation["en"]
        before = _TOKEN.findall(_END_EN.split(quote[:start])[-1])[-rules.reach_before :]
        after = _TOKEN.findall(_END_EN.split(quote[end:], maxsplit=1)[0])[: rules.reach_after]
        return _holds(before, rules.before, rules.excepted) or _holds(
            after, rules.after, rules.excepted
        )

    def _turned_zh(self, quote: str, start: int, end: int) -> bool:
        rules = self._negation["zh"]
        before = _END_ZH.split(quote[max(0, start - rules.reach_before) : start])[-1]
        after = _END_ZH.split(quote[end : end + rules.reach_after], maxsplit=1)[0]
        for word in rules.excepted:
            before, after = before.replace(word, " "), after.replace(word, " ")
        return any(word in before for word in rules.before) or any(
            word in after for word in rules.after
        )


def parsed(lists: Knowledge, negation: Knowledge) -> Vocabulary:
    """The vocabulary of two files; raises AuditError with file and line."""
    found: dict[str, tuple[str, ...]] = {}
    for name, entry in lists.tables.items():
        header = f"[{name}]"
        lists.keys(header, entry, ("en", "zh"))
        english = lists.strings(header, "en", entry["en"])
        chinese = lists.strings(header, "zh", entry["zh"])
        wrong = [word for word in english if _HAN.search(word) or word != word.lower()]
        wrong += [word for word in chinese if not _HAN.search(word)]
        if wrong:
            raise lists.error(header, f"{wrong[0]!r} is in the wrong list or not in lower case")
        found[name] = english + chinese
    rules = {}
    for language in ("en", "zh"):
        header, entry = f"[{language}]", negation.tables.get(language, {})
        negation.keys(header, entry, Negation.__dataclass_fields__)
        words = {
            key: negation.strings(header, key, entry[key])
            for key in ("before", "after", "asks", "excepted")
        }
        words["excepted"] = tuple(sorted(words["excepted"], key=len, reverse=True))
        rules[language] = Negation(int(entry["reach_before"]), int(entry["reach_after"]), **words)
    return Vocabulary(found, rules)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships; raises AuditError where its files are not as meant."""
    return parsed(read("vocabulary.toml"), read("negation.toml"))


def _pattern(word: str) -> re.Pattern[str]:
    if _HAN.search(word):
        return re.compile(re.escape(word))
    ending = "" if word.endswith("*") else r"(?:s|es)?(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(word.removesuffix('*'))}{ending}")


def _holds(tokens: list[str], words: tuple[str, ...], excepted: tuple[str, ...]) -> bool:
    window = f" {' '.join(tokens)} "
    for word in excepted:
        window = window.replace(f" {word} ", " . ")
    return any(
        f" {word.removesuffix('*')}" in window if word.endswith("*") else f" {word} " in window
        for word in words
    )
