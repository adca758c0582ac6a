"""Finding: candidates by the index, narrowed by filters, in order, and looked up in their keys."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from sqlite3 import Connection

import numpy as np
from numpy.typing import NDArray

from custodes.case.errors import WrongArgumentError
from custodes.case.search import keys, values
from custodes.case.search.grams import FIRST_VALUE, LAST, is_exact, ranges_of
from custodes.case.search.keys import Key
from custodes.case.search.query import Word, words_of
from custodes.case.search.results import Filters, SearchCounts, SearchResult
from custodes.case.search.segments import LAST_DAY, Postings
from custodes.case.search.showing import hit

FEW = 150
"""Candidates no more than these are looked up without asking for further terms."""
LOOKED_INTO = 200
"""So many candidates are looked into though a page is full, for an exact total."""
BATCH = 64
"""Keys that are read together."""

_INDEXED = tuple(f.name for f in fields(Filters) if f.name in values.FACETS)


Candidates = tuple[NDArray[np.int64], bool]
"""Numbers of documents in the order of showing, and whether all of them are known to be hits."""


def search(
    connection: Connection, query: str, filters: Filters, limit: int, offset: int
) -> SearchResult:
    """``limit`` documents from the ``offset``-th on, best first.

    First those with the words in their title, then by how often the body has them (of a word of
    three characters or more: its rarest piece), then the newest; last those that have one of the
    words in boilerplate only.
    """
    words = words_of(query)
    if not words:
        return SearchResult((), (), 0, is_exact=True)
    numbers, sure = _candidates(connection, words, filters)
    texts = tuple(word.words for word in words)
    if sure:
        page = list(_read_keys(connection, numbers[offset : offset + limit].tolist()))
        total, everything = len(numbers), True
    else:
        ahead: list[tuple[int, Key]] = []
        behind: list[tuple[int, Key]] = []
        seen = 0
        for number, key in _read_keys(connection, numbers.tolist()):
            seen += 1
            in_body = _fits(key, words)
            if in_body is not None:
                (ahead if in_body else behind).append((number, key))
            if len(ahead) >= offset + limit and seen >= LOOKED_INTO:
                break
        everything = seen == len(numbers)
        total = len(numbers) - seen + len(ahead) + len(behind)
        page = (ahead + behind if everything else ahead)[offset : offset + limit]
    hits = tuple(hit(connection, number, key, words) for number, key in page)
    return SearchResult(texts, hits, total, everything)


def count(connection: Connection, query: str, filters: Filters) -> SearchCounts:
    """Exactly how many documents fit, by facet and value."""
    words = words_of(query)
    if not words:
        return SearchCounts(0)
    numbers, sure = _candidates(connection, words, filters)
    if not sure:
        looked = _read_keys(connection, numbers.tolist())
        fitting = [number for number, key in looked if _fits(key, words) is not None]
        numbers = np.array(fitting, dtype=np.int64)
    return SearchCounts(len(numbers), _facets(connection, numbers))


def occurrences(connection: Connection, query: str, sha256: str) -> list[tuple[int, int]]:
    """Where any word of the query stands in one document: starts and ends in its text."""
    query_number = "SELECT number FROM documents WHERE sha256 = ?"
    row = connection.execute(query_number, (sha256,)).fetchone()
    if row is None:
        raise KeyError(sha256)
    return [span for _, key in _read_keys(connection, [row[0]]) for span in _spans(key, query)]


def _fits(key: Key, words: Sequence[Word]) -> bool | None:
    """Whether the body (or title) has all the words; None if not even the whole key has them."""
    in_body = True
    for word in words:
        first = next(word.places(key), None)
        if first is None:
            return None
        in_body &= first < key.body_end
    return in_body


def _spans(key: Key, query: str) -> list[tuple[int, int]]:
    found = {
        key.span(at, at + len(word.key)) for word in words_of(query) for at in word.places(key)
    }
    return sorted(found)


def _candidates(connection: Connection, words: Sequence[Word], filters: Filters) -> Candidates:
    postings = Postings(connection)
    days = postings.days()
    weights = np.full(postings.size, 255, dtype=np.uint8)
    for allowed in _allowed(postings, days, filters):
        weights[~allowed] = 0
    sure = all(is_exact(word.key) and not word.is_bounded for word in words)
    for run in dict.fromkeys(run for word in words for run in ranges_of(word.key)):
        np.minimum(weights, postings.weights(run), out=weights)
        if not sure and np.count_nonzero(weights) <= FEW:
            break
    numbers = np.flatnonzero(weights)
    open_ended = days[:, 1] == LAST_DAY
    newest = np.where(open_ended, days[:, 0], days[:, 1])[numbers]
    order = np.lexsort((-numbers, -newest, -weights[numbers].astype(np.int16)))
    return numbers[order], sure


def _allowed(
    postings: Postings, days: NDArray[np.int64], filters: Filters
) -> Iterator[NDArray[np.bool_]]:
    """For each filter that is set, which document numbers pass it."""
    connection = postings.connection
    for facet in _INDEXED:
        wanted = getattr(filters, facet)
        if wanted:
            passing = np.zeros(postings.size, dtype=np.bool_)
            for value in wanted:
                for term in values.terms_of(connection, facet, value):
                    passing |= postings.weights((term, term)) > 0
            yield passing
    if filters.since or filters.until:
        first = _day(filters.since) if filters.since else 0
        last = _day(filters.until) if filters.until else LAST_DAY - 1
        yield (days[:, 0] <= last) & (days[:, 1] >= first)
    if filters.type or filters.stance:
        passing = np.zeros(postings.size, dtype=np.bool_)
        for claim_type, stance, having in _claims(connection, postings.size):
            if (not filters.type or claim_type in filters.type) and (
                not filters.stance or stance in filters.stance
            ):
                passing |= having
        yield passing


def _facets(connection: Connection, numbers: NDArray[np.int64]) -> dict[str, dict[str, int]]:
    """Of these documents, how many have each value."""
    postings = Postings(connection)
    among = np.zeros(postings.size, dtype=np.bool_)
    among[numbers] = True
    counted: Counter[tuple[str, str]] = Counter()
    named = values.named(connection)
    for pairs, documents in postings.ask(FIRST_VALUE, LAST):
        begins = np.cumsum(pairs.counts) - pairs.counts
        sums = np.add.reduceat(among[documents].astype(np.int64), begins)
        for term, many in zip(pairs.terms.tolist(), sums.tolist(), strict=True):
            if many and term in named:
                counted[named[term]] += many
    found: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for claim_type, stance, having in _claims(connection, postings.size):
        for name in (("type", claim_type), ("stance", stance)):
            found[name] = found[name] | having if name in found else having
    counted.update({name: int((having & among).sum()) for name, having in found.items()})
    counted = +counted  # values of claims of other documents alone are no options
    facets: dict[str, dict[str, int]] = {}
    for (facet, value), many in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        facets.setdefault(facet, {})[value] = many
    return facets


def _claims(connection: Connection, size: int) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """For each type and stance, which document numbers have such a claim that is not rejected."""
    # one long text a group: rows by the hundred thousand would take longer than all the rest
    query = "SELECT type, stance, group_concat(number) FROM search_claims GROUP BY type, stance"
    for claim_type, stance, listed in connection.execute(query):
        numbers = np.fromstring(listed, dtype=np.int64, sep=",")
        having = np.zeros(size, dtype=np.bool_)
        having[numbers[numbers < size]] = True
        yield claim_type, stance, having


def _read_keys(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, Key]]:
    """The keys of these documents in this order."""
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        marks = ", ".join("?" * len(batch))
        rows = connection.execute(
            "SELECT number, content, title_end, body_end, jumps FROM search_keys "  # noqa: S608
            f"WHERE number IN ({marks})",
            batch,
        )
        found = {number: keys.unpack(*columns) for number, *columns in rows}
        yield from ((number, found[number]) for number in batch if number in found)


def _day(day: str) -> int:
    try:
        return datetime.date.fromisoformat(day).toordinal()
    except ValueError as error:
        raise WrongArgumentError(f"{day!r} is not a day. Write it as 2017-03-31.") from error
