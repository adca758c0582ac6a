"""Mask names and identifiers in a text, and say where every place of it went."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from custodes.release.folding import fold_name, name_key
from custodes.release.identifiers import find_identifiers
from custodes.release.released import MASK
from custodes.release.short_forms import NameForm, Sort, forms_of, is_ideograph

SURROUNDINGS = 200
"""Code points on either side of a mask that are searched again: more than any identifier has."""

_COVERED = MASK[0]
_MIDDLE_NAME = re.compile(r"\s+(?:[^\W\d_]\.?|[A-Z][^\W\d_]+)(?:\s+[A-Z][^\W\d_]*\.?)?\s+")
_NUMBER_BESIDE = re.compile(r"\s*,?\s*\d")
_NUMBER_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s*(?:of\s*)?$")


@dataclass(frozen=True, slots=True)
class Found:
    """A form of the name at index ``name``, at the code points ``start..end`` of a text."""

    start: int
    end: int
    name: int
    form: NameForm


class NameFinder:
    """All forms of many names, found in one pass over a text.

    ``names`` maps each name to its sort, which says what forms of it count. ``shown`` names hide
    the short forms of others inside them: Jane Smith is shown whole though Smith, of John Smith,
    is masked.
    """

    def __init__(self, names: Mapping[str, Sort], shown: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        owners: dict[str, list[tuple[NameForm, int]]] = {}
        for index, (name, sort) in enumerate(names.items()):
            for form in forms_of(name, sort):
                owners.setdefault(form.key, []).append((form, index))
        for name in shown:
            key = name_key(name)
            if key:
                owners.setdefault(key, []).append((NameForm(key, bounded=True), -1))
        self._owners = list(owners.values())
        self._automaton = None
        if owners:
            import daachorse

            self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(
                list(owners), daachorse.MATCH_KIND_STANDARD
            )

    def find(self, text: str) -> list[Found]:
        """Every place of the text where a form of a name stands, overlapping ones too."""
        found, kept = self._places(text)
        return [
            place
            for place in found
            if not place.form.derived
            or not any(start <= place.start and place.end <= end for start, end in kept)
        ]

    def shown_places(self, text: str) -> list[tuple[int, int]]:
        """Where shown names stand in the text."""
        return self._places(text)[1]

    def _places(self, text: str) -> tuple[list[Found], list[tuple[int, int]]]:
        found: list[Found] = []
        shown: list[tuple[int, int]] = []
        if self._automaton is None or not text:
            return found, shown
        folded = fold_name(text)
        for folded_start, folded_end, pattern in self._automaton.find_overlapping(folded.text):
            start, end = folded.original(folded_start, folded_end)
            for form, name in self._owners[pattern]:
                if not _counts(text, start, end, form):
                    continue
                if name < 0:
                    shown.append((start, end))
                else:
                    found.append(Found(start, end, name, form))
        return found, shown


def _counts(text: str, start: int, end: int, form: NameForm) -> bool:
    if is_ideograph(form.key[0]) or not form.bounded:
        return True
    if start and _joined(text[start - 1], form.key[0]):
        return False
    if end < len(text) and _joined(text[end], form.key[-1]):
        return False
    if form.capital and not text[start].isupper():
        return False
    return not (
        form.month
        and (
            _NUMBER_BESIDE.match(text, end)
            or _NUMBER_BEFORE.search(text[max(0, start - 8) : start])
        )
    )


def _joined(outside: str, inside: str) -> bool:
    """Whether a character goes on with the word or number whose first or last one is given."""
    if is_ideograph(outside):
        return False
    return outside.isalpha() or (outside.isdigit() and not inside.isalpha())


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text. ``covered`` are the stretches of the original (code points) now ██.

    They are in order and do not touch one another.
    """

    text: str
    covered: tuple[tuple[int, int], ...]
    _starts: tuple[int, ...]
    _shifts: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``start..end`` of the original went; an end inside a mask moves to its far side."""
        return self._moved(start, at_end=False), self._moved(end, at_end=True)

    def slice(self, start: int, end: int) -> str:
        """The masked words of the original's ``start..end``."""
        first, last = self.place(start, end)
        return self.text[first:last]

    def _moved(self, position: int, at_end: bool) -> int:
        index = bisect.bisect_right(self._starts, position) - 1
        if index < 0:
            return position
        start, end = self.covered[index]
        shift = self._shifts[index]
        if position >= end:
            return position - (end - start) + len(MASK) + shift
        if position == start or not at_end:
            return start + shift
        return start + shift + len(MASK)


def cover(text: str, spans: Iterable[tuple[int, int]]) -> Masked:
    """The text with every span (code points) replaced by ██; spans that meet become one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    pieces: list[str] = []
    shifts: list[int] = []
    reached = shift = 0
    for start, end in merged:
        shifts.append(shift)
        pieces += (text[reached:start], MASK)
        shift += len(MASK) - (end - start)
        reached = end
    pieces.append(text[reached:])
    return Masked(
        "".join(pieces), tuple(merged), tuple(start for start, _ in merged), tuple(shifts)
    )


class Masker:
    """Masks the names of a finder and every identifier, until nothing more is found."""

    def __init__(self, finder: NameFinder) -> None:
        self.finder = finder
        self.occurrences: Counter[int] = Counter()

    def mask(
        self,
        text: str,
        exempt: Sequence[tuple[int, int]] = (),
        in_place: Sequence[tuple[int, int]] = (),
    ) -> Masked:
        """The masked text.

        Stretches are in code points: short forms inside an ``exempt`` one are left, what is
        ``in_place`` is masked whatever it holds.
        """
        spans = list(in_place)
        working = _covered(text, spans)
        windows = [(0, len(text))]
        # What is masked can leave its neighbours standing alone, as names or numbers of their own.
        while windows:
            new: list[tuple[int, int]] = []
            for start, end in windows:
                here = working[start:end]
                new += (
                    (start + first, start + last)
                    for first, last in self._found(here, start, exempt)
                )
            spans += new
            working = _covered(working, new)
            windows = _around(working, new)
        return cover(text, spans)

    def _found(
        self, text: str, offset: int, exempt: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """What is to be masked in a part of a text that begins at ``offset`` of the whole."""
        reached: dict[int, int] = {}
        # Willie Allen Lynch, where Willie Lynch is masked, keeps no middle name.
        for place in sorted(self.finder.find(text), key=lambda place: (place.start, -place.end)):
            start, end = place.start + offset, place.end + offset
            if place.form.derived and any(s <= start and end <= e for s, e in exempt):
                continue
            before = reached.get(place.name, -1)
            between = text[max(0, before - offset) : place.start] if before >= offset else ""
            if _MIDDLE_NAME.fullmatch(between):
                yield before - offset, place.start
            if end > before:
                reached[place.name] = end
                self.occurrences[place.name] += 1
            yield place.start, place.end
        for found in find_identifiers(text):
            # A nickname's pattern fits ██ as well: what is covered already is nothing new.
            if text[found.start : found.end].strip(_COVERED):
                yield found.start, found.end


def _around(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The surroundings of the spans in which something new may show, merged and in order."""
    windows: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        first, last = max(0, start - SURROUNDINGS), min(len(text), end + SURROUNDINGS)
        # A window that cut a word or number in two would find what is none.
        while first and not text[first - 1].isspace() and not is_ideograph(text[first - 1]):
            first -= 1
        while last < len(text) and not text[last].isspace() and not is_ideograph(text[last]):
            last += 1
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(last, windows[-1][1]))
        else:
            windows.append((first, last))
    return windows


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = _COVERED * (end - start)
    return "".join(characters)
