"""By what a search can be narrowed: kind, language, publisher, year and places of each document.

Each value has a number and stands in the index as a term of its own, so that the documents of all
values are counted in one reading. Types and stances of claims, which reviewers change, are counted
by triggers in a table of their own. Persons are no value of anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sqlite3 import Connection

import numpy as np

from custodes.case.search.chunks import Pairs, pair_up
from custodes.case.search.grams import FIRST_VALUE
from custodes.model import DateInterval, Document, Mention

FACETS = ("kind", "language", "publisher", "place", "year")
YEARS = 10
"""A date that may be in more years than these counts for none of them."""


def values_of(document: Document, mentions: Iterable[Mention]) -> list[tuple[str, str]]:
    """The facets and values of a document, each once, in order."""
    places = {
        mention.canonical or mention.span.exact for mention in mentions if mention.kind == "place"
    }
    found = {
        ("kind", document.kind),
        ("language", document.language),
        *(("place", place) for place in places),
        *(("year", str(year)) for year in _years(document.published)),
    }
    if document.publisher:
        found.add(("publisher", document.publisher))
    return sorted(found)


def keep(connection: Connection, values: Iterable[tuple[str, str]]) -> list[int]:
    """The terms of the values, numbered inside the caller's transaction where they are new."""
    numbers = []
    for value in values:
        connection.execute(
            "INSERT INTO search_values (facet, value) VALUES (?, ?) ON CONFLICT DO NOTHING", value
        )
        row = connection.execute(
            "SELECT number FROM search_values WHERE facet = ? AND value = ?", value
        )
        numbers.append(FIRST_VALUE + int(row.fetchone()[0]))
    return sorted(numbers)


def with_values(terms: Pairs, values: list[int]) -> Pairs:
    """The terms of a document with those of its values after them."""
    added = np.array(values, dtype=np.uint64)
    return pair_up(
        np.concatenate((terms.each_term(), added)),
        np.concatenate((terms.documents, np.zeros(len(added), dtype=np.uint16))),
        np.concatenate((terms.weights, np.ones(len(added), dtype=np.uint8))),
    )


def terms_of(connection: Connection, facet: str, value: str) -> list[int]:
    """The term of a value, if any document has it."""
    query = "SELECT number FROM search_values WHERE facet = ? AND value = ?"
    return [FIRST_VALUE + number for (number,) in connection.execute(query, (facet, value))]


def named(connection: Connection) -> dict[int, tuple[str, str]]:
    """Facet and value by the number of the value's term."""
    rows = connection.execute("SELECT number, facet, value FROM search_values")
    return {FIRST_VALUE + number: (facet, value) for number, facet, value in rows}


def _years(published: DateInterval | None) -> Iterator[int]:
    if published is None or published.first is None or published.last is None:
        return
    years = range(published.first.year, published.last.year + 1)
    if len(years) <= YEARS:
        yield from years
