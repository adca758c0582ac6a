"""What a search gives: documents in order, and in each the places, as spans of its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from custodes.case.search.keys import Where
from custodes.model import ClaimType, Document, DocumentKind, Stance


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be to be found; of several values of one filter it must be any.

    ``since`` and ``until`` are days as ``YYYY-MM-DD``: a document fits that may have been published
    between them. A type and a stance of claims must be those of one claim, which no reviewer
    rejected.
    """

    kind: tuple[DocumentKind, ...] = ()
    language: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    type: tuple[ClaimType, ...] = ()
    stance: tuple[Stance, ...] = ()
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a word of the query stands: ``start`` and ``end`` in code points of the text.

    ``exact`` is what stands there, ``before`` and ``after`` what surrounds it in its block, with an
    ellipsis where more does.
    """

    start: int
    end: int
    before: str
    exact: str
    after: str
    where: Where


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that has all words of the query, how many places there are, and the first ones.

    ``in_boilerplate`` says that one of the words stands in page furniture only.
    """

    document: Document
    count: int
    places: tuple[Place, ...]
    in_boilerplate: bool


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of what was found.

    ``words`` are those of the query. ``total`` counts all documents that fit, where ``is_exact``;
    otherwise so many at most, for not all were looked into yet.
    """

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    total: int
    is_exact: bool


Counts = Mapping[str, Mapping[str, int]]
"""Documents by facet and value, the most frequent value first."""


@dataclass(frozen=True, slots=True)
class SearchCounts:
    """How many documents fit, exactly, and how many of them have each value of each facet."""

    total: int
    facets: Counts = field(default_factory=dict)
