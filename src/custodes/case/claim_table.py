"""All claims of a case as columns of numbers: filtered, counted and put in order in milliseconds.

Held in memory by who asks often, about 30 bytes a claim and facet (table_loading.py). What is shown
of a claim is read from the case when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from custodes.case.errors import CaseError

Mask = NDArray[np.bool_]
Order = Literal[
    "text", "time", "type", "stance", "status", "word", "source", "review", "confidence"
]
ORDERS: tuple[Order, ...] = get_args(Order)
_COLUMNS: Mapping[str, str] = {"time": "when"}
"""Orders that are by a facet of another name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims: for each facet any of these values, words that all stand in it, a document.

    Rejected claims are left out unless the facet ``review`` asks for them. ``document`` is a
    SHA-256; empty means any.
    """

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    document: str = ""

    def without(self, facet: str) -> Wanted:
        """The same but for one facet."""
        return replace(self, facets={k: v for k, v in self.facets.items() if k != facet})

    def with_value(self, facet: str, *values: str) -> Wanted:
        """The same with a facet set to these values."""
        return replace(self, facets={**self.facets, facet: values})


@dataclass(frozen=True, slots=True)
class Column:
    """One facet: its values, and the claims (rows) that have one, as numbers in step."""

    values: tuple[str, ...]
    rows: NDArray[np.int64]
    codes: NDArray[np.int64]

    def having(self, values: Iterable[str], size: int) -> Mask:
        """Which of ``size`` rows have one of these values."""
        known = {value: code for code, value in enumerate(self.values)}
        wanted = [known[value] for value in values if value in known]
        mask = np.zeros(size, dtype=np.bool_)
        mask[self.rows[np.isin(self.codes, wanted)]] = True
        return mask

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """How many rows of the mask have each value."""
        return np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))

    def ranks(self, size: int) -> NDArray[np.int64]:
        """For each row its first value's place in the alphabet; rows without one come last."""
        order = np.argsort(np.array(self.values, dtype=object), kind="stable")
        place = np.empty(len(self.values), dtype=np.int64)
        place[order] = np.arange(len(self.values))
        ranks = np.full(size, len(self.values), dtype=np.int64)
        np.minimum.at(ranks, self.rows, place[self.codes])
        return ranks


_NONE = Column((), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


class ClaimTable:
    """The claims of a case at one moment, in the order of documents and places."""

    def __init__(
        self,
        claims: NDArray[np.int64],
        documents: NDArray[np.int64],
        columns: Mapping[str, Column],
        names: Mapping[str, int],
    ) -> None:
        self.claims = claims
        """The number of each row's claim (claims.number)."""
        self.documents = documents
        """The number of its document (documents.number)."""
        self.columns = columns
        self.names = names
        """The numbers of documents by their SHA-256."""
        self.ranks: dict[str, NDArray[np.int64]] = {}
        """For each facet that was ordered by, the place of each row."""

    def __len__(self) -> int:
        return len(self.claims)

    def column(self, facet: str) -> Column:
        """A facet; an empty one where no claim has it.

        ``holder`` is a giver or receiver of data.
        """
        if facet == "holder":
            return self._holders()
        return self.columns.get(facet, _NONE)

    def _holders(self) -> Column:
        """Givers and receivers as one facet; who is both in a claim stands there twice."""
        first, second = self.column("giver"), self.column("receiver")
        values = tuple(dict.fromkeys((*first.values, *second.values)))
        place = {value: code for code, value in enumerate(values)}
        codes = np.array([place[value] for value in second.values], dtype=np.int64)
        return Column(
            values,
            np.concatenate((first.rows, second.rows)),
            np.concatenate((first.codes, codes[second.codes] if len(codes) else second.codes)),
        )

    def sift(self, wanted: Wanted, lines: Lines | None = None) -> Sifted:
        """The wanted rows, ready to be counted. ``lines`` are needed where words are."""
        parts = {
            facet: self.column(facet).having(values, len(self))
            for facet, values in wanted.facets.items()
            if values
        }
        if "review" not in parts:
            parts["review"] = ~self.column("review").having(["rejected"], len(self))
        base = np.ones(len(self), dtype=np.bool_)
        if wanted.document:
            base &= self.documents == self.names.get(wanted.document, -1)
        if wanted.words:
            if lines is None:
                raise CaseError("claims are asked for by words, and the words were not read.")
            base &= lines.having(wanted.words, self.documents, base)
        return Sifted(self, wanted, base, parts)

    def mask(self, wanted: Wanted, lines: Lines | None = None) -> Mask:
        """Which rows are wanted. ``lines`` are needed where words are."""
        return self.sift(wanted, lines).mask

    def beside(self, mask: Mask) -> Mask:
        """The other rows of the documents in which a row of the mask stands, rejected ones out."""
        around = np.isin(self.documents, np.unique(self.documents[mask]))
        found: Mask = around & ~mask & self.mask(Wanted())
        return found

    def ordered(self, mask: Mask, order: Order = "text", descending: bool = False) -> list[int]:
        """The numbers of the claims of the mask in this order, ties as in the text."""
        rows = np.flatnonzero(mask)
        if order != "text":
            name = _COLUMNS.get(order, order)
            column = self.column(name)
            if name not in self.ranks:
                self.ranks[name] = column.ranks(len(self))
            ranks = self.ranks[name][rows]
            if descending:
                # those without a value stay last
                ranks = np.where(ranks == len(column.values), ranks, -ranks - 1)
            rows = rows[np.argsort(ranks, kind="stable")]
        elif descending:
            rows = rows[::-1]
        numbers: list[int] = self.claims[rows].tolist()
        return numbers

    def pairs(self, one: str, other: str, mask: Mask) -> list[tuple[str, str, int]]:
        """Values of two facets that claims of the mask have together, and how many claims do.

        The most frequent first; where both are the same facet, each pair once, in its order.
        """
        first, second = self.column(one), self.column(other)
        if not first.values or not second.values:
            return []
        kept = mask[second.rows]
        order = np.argsort(second.rows[kept], kind="stable")
        rows, codes = second.rows[kept][order], second.codes[kept][order]
        here = mask[first.rows]
        begin = np.searchsorted(rows, first.rows[here], side="left")
        end = np.searchsorted(rows, first.rows[here], side="right")
        sizes = end - begin
        left = np.repeat(first.codes[here], sizes)
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        right = codes[np.repeat(begin, sizes) + within]
        if one == other:
            left, right = left[left < right], right[left < right]
        keys, counts = np.unique(left * len(second.values) + right, return_counts=True)
        found = [
            (first.values[key // len(second.values)], second.values[key % len(second.values)], n)
            for key, n in zip(keys.tolist(), counts.tolist(), strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))


class Sifted:
    """The rows that are wanted, and how many each value of a facet would leave."""

    def __init__(
        self, table: ClaimTable, wanted: Wanted, base: Mask, parts: Mapping[str, Mask]
    ) -> None:
        self.table = table
        self.wanted = wanted
        self._base = base
        self._parts = parts
        self.mask = self._all_but("")
        """Which rows are wanted."""

    def __len__(self) -> int:
        return int(np.count_nonzero(self.mask))

    def counts(self, facet: str) -> list[tuple[str, int]]:
        """How many rows each value of a facet would leave beside the other conditions.

        The most frequent first, then by the alphabet; what leaves none is left out, unless it is
        asked for.
        """
        column = self.table.column(facet)
        mask = self._all_but(facet) if facet in self._parts else self.mask
        counts = column.counts(mask).tolist()
        chosen = set(self.wanted.facets.get(facet, ()))
        found = [
            (value, count)
            for value, count in zip(column.values, counts, strict=True)
            if count or value in chosen
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def documents(self, most: int) -> list[tuple[int, int]]:
        """The documents (numbers) with most wanted rows, and how many they have."""
        numbers, counts = np.unique(self.table.documents[self.mask], return_counts=True)
        first = np.argsort(-counts, kind="stable")[:most]
        return [(int(numbers[at]), int(counts[at])) for at in first]

    def _all_but(self, facet: str) -> Mask:
        mask = self._base.copy()
        for name, part in self._parts.items():
            if name != facet:
                mask &= part
        return mask


class Lines:
    """The folded words of all claims, document by document, for the text filter."""

    def __init__(self, words: Mapping[int, str]) -> None:
        self.words = words
        """By the number of a document, a line a claim."""

    def having(self, wanted: Sequence[str], documents: NDArray[np.int64], among: Mask) -> Mask:
        """Which rows hold all the wanted words (folded); ``among`` are those worth looking at."""
        mask = np.zeros(len(documents), dtype=np.bool_)
        # the rows of a document stand together
        starts = np.flatnonzero(np.concatenate(([True], documents[1:] != documents[:-1])))
        numbers = documents[starts]
        looked_at = set(documents[among].tolist())
        for number, start in zip(numbers.tolist(), starts.tolist(), strict=True):
            words = self.words.get(number, "")
            if number not in looked_at or not all(word in words for word in wanted):
                continue
            for line, content in enumerate(words.split("\n")):
                if all(word in content for word in wanted):
                    mask[start + line] = True
        return mask


def folded(words: str) -> tuple[str, ...]:
    """Words as a person types them, as ``Wanted.words`` has them: each blank parts two."""
    from custodes.case.search.folding import fold

    return tuple(part for part in (fold(word)[0].strip() for word in words.split()) if part)
