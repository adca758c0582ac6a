"""A case's folder and database, opened: what all that can be done with a case stands on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Any, Self

from custodes.case import custody, database, folder
from custodes.case.errors import CaseError, ReadOnlyCaseError
from custodes.case.originals import Originals
from custodes.model import CustodyEvent


class OpenedCase:
    """The folder and the database of one case, with its log; made by ``create`` or ``open``."""

    def __init__(self, path: Path, settings: folder.Settings, actor: str) -> None:
        self.path = path
        self.name = settings.name
        self.languages = settings.languages
        self.actor = actor
        self.writable = folder.is_writable(path)
        self._originals = Originals(path / folder.ORIGINALS)
        self._connection = database.connect(path / folder.DATABASE, self.writable)

    @classmethod
    def create(
        cls, path: str | Path, name: str = "", languages: Sequence[str] = ("zh", "en")
    ) -> Self:
        """Start a case in a new folder and open it; its name is the folder's unless given.

        Raises CaseExistsError if something is there already, WrongArgumentError if the place
        cannot hold it.
        """
        folder.create(Path(path), name, languages)
        with cls.open(path) as case:
            case.record("created", "case")
        return cls.open(path)

    @classmethod
    def open(cls, path: str | Path, actor: str = "") -> Self:
        """Open the case in a folder, which may be a stranger's: nothing in it is run.

        ``actor`` is the "who" of the custody log, the account of this process unless given.
        Raises NotACaseError.
        """
        settings = folder.read_settings(Path(path))
        return cls(Path(path), settings, actor or custody.current_actor())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the object is of no use afterwards."""
        self._connection.close()

    def record(self, action: str, subject: str, detail: str = "") -> CustodyEvent:
        """Add a line to the custody log and return it."""
        with self._transaction():
            return custody.append(self._connection, self.actor, action, subject, detail)

    def _must_be_writable(self) -> None:
        if not self.writable:
            raise ReadOnlyCaseError(self.path)

    def _transaction(self) -> AbstractContextManager[Connection]:
        self._must_be_writable()
        return database.transaction(self._connection, self.path)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a SELECT finds in the tables of schema.sql, for a page that shows a part of much.

        Raises CaseError where the database is damaged or the query would change it.
        """
        if not query.lstrip().upper().startswith(("SELECT", "WITH")):
            raise CaseError(f"only SELECT is answered here, not {query[:40]!r}.")
        return self._rows(query, *values)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with database.storage_errors(self.path):
            return self._connection.execute(query, values).fetchall()

    def _one(self, query: str, sha256: str) -> str:
        rows = self._rows(query, sha256)
        if not rows:
            raise KeyError(sha256)
        return str(rows[0][0])
