"""Searching a case, as ``Case`` offers it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from custodes.case import database
from custodes.case.errors import CaseError
from custodes.case.opened import OpenedCase
from custodes.model import InvariantError

if TYPE_CHECKING:
    from custodes.case.search.results import Filters, SearchCounts, SearchResult

PAGE = 20


class Searchable(OpenedCase):
    """The full text search over the documents that were read."""

    def search(
        self, query: str, filters: Filters | None = None, limit: int = PAGE, offset: int = 0
    ) -> SearchResult:
        """``limit`` documents that have all words of the query, from the ``offset``-th on.

        A word is found wherever it stands, within other words too; simplified characters find
        traditional ones and the reverse, small letters capital ones. What stands in quotes is one
        phrase and no part of a longer word. Hidden text is found once it was cleared. First come
        documents with the words in their title, then by how often their body has them, then the
        newest; last those with one of the words in page furniture only. Raises
        WrongArgumentError for a filter that cannot be.
        """
        from custodes.case.search.results import Filters
        from custodes.case.search.searching import search

        with self._index_errors():
            return search(self._connection, query, filters or Filters(), limit, offset)

    def search_counts(self, query: str, filters: Filters | None = None) -> SearchCounts:
        """Of all documents that ``search`` finds: how many they are, by facet and value."""
        from custodes.case.search.results import Filters
        from custodes.case.search.searching import count

        with self._index_errors():
            return count(self._connection, query, filters or Filters())

    def occurrences(self, query: str, sha256: str) -> list[tuple[int, int]]:
        """Where any word of the query stands in a document: starts and ends in its text, ascending.

        Raises KeyError for a document that is not there.
        """
        from custodes.case.search.searching import occurrences

        with self._index_errors():
            return occurrences(self._connection, query, sha256)

    def make_search_index(self) -> None:
        """Make the search index anew from the texts, in case ``verify`` found it wrong."""
        from custodes.case.search.index import make_anew

        with self._transaction():
            make_anew(self._connection)

    def verify_search(self) -> list[str]:
        """What is wrong with the search index, a line each; ``verify`` looks at it as well."""
        from custodes.case.search.index import wrong

        return [f"{subject}: {words}" for subject, words in wrong(self._connection)]

    @contextlib.contextmanager
    def _index_errors(self) -> Iterator[None]:
        try:
            with database.storage_errors(self.path):
                yield
        except InvariantError as error:
            raise CaseError(
                f"{error}. 'custodes verify' says more, and 'custodes search --reindex' makes the "
                "index anew from the texts."
            ) from error
