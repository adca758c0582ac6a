"""Lists of words, and whether a quote says one of them, or says that it is not so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import daachorse

from custodes.audits.principles.knowledge import Knowledge, read

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_TOKEN = re.compile(r"[^\W_][\w'-]*")
_END_EN = re.compile(r"[.;!?\n]|, but |, while |, yet ")
_END_ZH = re.compile(r"[，。；！？\n,.;!?]")


@dataclass(frozen=True, slots=True)
class Negation:
    """What turns a word round in one language, and within how many words or characters."""

    reach_before: int
    reach_after: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    excepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordList:
    """One list: English words as patterns, each with what it begins with; Chinese words."""

    english: tuple[tuple[str, re.Pattern[str]], ...]
    chinese: tuple[str, ...]


class Vocabulary:
    """All lists by name; answers for a quote in lower case."""

    def __init__(self, lists: Mapping[str, WordList], negation: Mapping[str, Negation]) -> None:
        self.lists = lists
        self._negation = negation
        holding: dict[str, set[str]] = defaultdict(set)
        for name, words in lists.items():
            for stem in (*(stem for stem, _ in words.english), *words.chinese):
                holding[stem].add(name)
        self._names = list(holding.values())
        self._matcher = daachorse.CharwiseDoubleArrayAhoCorasick(list(holding))

    def __contains__(self, name: object) -> bool:
        return name in self.lists

    def candidates(self, quote: str) -> frozenset[str]:
        """The lists of which a quote (lower case) holds a word, whatever it says of it."""
        hits = self._matcher.find_overlapping(quote)
        return frozenset(name for _, _, number in hits for name in self._names[number])

    def sides(self, name: str, quote: str) -> tuple[bool, bool]:
        """Whether the quote (lower case) says a word of the list, and whether it denies one."""
        said = denied = False
        words = self.lists[name]
        for stem, pattern in words.english:
            if stem in quote:
                for match in pattern.finditer(quote):
                    if self._turned_en(quote, match.start(), match.end()):
                        denied = True
                    else:
                        said = True
        for word in words.chinese:
            at = quote.find(word)
            while at >= 0:
                if self._turned_zh(quote, at, at + len(word)):
                    denied = True
                else:
                    said = True
                at = quote.find(word, at + len(word))
        return said, denied

    def _turned_en(self, quote: str, start: int, end: int) -> bool:
        rules = self._negation["en"]
        before = _TOKEN.findall(_after_last(_END_EN, quote[:start]))[-rules.reach_before :]
        after = _TOKEN.findall(_before_first(_END_EN, quote[end:]))[: rules.reach_after]
        return _holds(before, rules.before, rules.excepted) or _holds(
            after, rules.after, rules.excepted
        )

    def _turned_zh(self, quote: str, start: int, end: int) -> bool:
        rules = self._negation["zh"]
        before = _after_last(_END_ZH, quote[max(0, start - rules.reach_before) : start])
        after = _before_first(_END_ZH, quote[end : end + rules.reach_after])
        for word in rules.excepted:
            before, after = before.replace(word, "　"), after.replace(word, "　")
        return any(word in before for word in rules.before) or any(
            word in after for word in rules.after
        )


def prepared(quote: str) -> str:
    """A quote as ``Vocabulary.sides`` wants it."""
    return quote.lower().replace("’", "'")


def parsed(lists: Knowledge, negation: Knowledge) -> Vocabulary:
    """The vocabulary of two files; raises AuditError with file and line."""
    found: dict[str, WordList] = {}
    for name, entry in lists.tables.items():
        header = f"[{name}]"
        lists.keys(header, entry, ("en", "zh"))
        english = lists.strings(header, "en", entry["en"])
        chinese = lists.strings(header, "zh", entry["zh"])
        wrong = [word for word in english if _HAN.search(word) or word != word.lower()]
        wrong += [word for word in chinese if not _HAN.search(word)]
        if wrong:
            raise lists.error(header, f"{wrong[0]!r} is in the wrong list or not in lower case")
        found[name] = WordList(tuple(map(_pattern, english)), chinese)
    rules = {}
    for language in ("en", "zh"):
        entry = negation.tables.get(language, {})
        negation.keys(f"[{language}]", entry, Negation.__dataclass_fields__)
        rules[language] = Negation(
            int(entry["reach_before"]),
            int(entry["reach_after"]),
            tuple(entry["before"]),
            tuple(entry["after"]),
            tuple(sorted(entry["excepted"], key=len, reverse=True)),
        )
    return Vocabulary(found, rules)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships; raises AuditError where its files are not as meant."""
    return parsed(read("vocabulary.toml"), read("negation.toml"))


def sides_of(words: Vocabulary, quote: str, turned: bool) -> Callable[[str], tuple[bool, bool]]:
    """What one claim says of each list, remembered; a denial (``turned``) says the opposite."""
    known: dict[str, tuple[bool, bool]] = {}
    candidates = words.candidates(quote)

    def sides(name: str) -> tuple[bool, bool]:
        if name not in candidates:
            return False, False
        if name not in known:
            said, denied = words.sides(name, quote)
            known[name] = (denied, said) if turned else (said, denied)
        return known[name]

    return sides


def _pattern(word: str) -> tuple[str, re.Pattern[str]]:
    stem = word.removesuffix("*")
    ending = "" if word.endswith("*") else r"(?:s|es)?(?![\w])"
    return stem, re.compile(rf"(?<![\w]){re.escape(stem)}{ending}")


def _holds(tokens: list[str], words: tuple[str, ...], excepted: tuple[str, ...]) -> bool:
    window = f" {' '.join(tokens)} "
    for word in excepted:
        window = window.replace(f" {word} ", " . ")
    return any(
        f" {word.removesuffix('*')}" in window if word.endswith("*") else f" {word} " in window
        for word in words
    )


def _after_last(pattern: re.Pattern[str], text: str) -> str:
    end = 0
    for match in pattern.finditer(text):
        end = match.end()
    return text[end:]


def _before_first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return text[: match.start()] if match else text
