"""The database of a case: opening it without trusting it, and transactions that hold or vanish."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from custodes.case.errors import (
    CaseBusyError,
    CaseError,
    NotACaseError,
    ReadOnlyCaseError,
    StorageFullError,
)

SCHEMA_VERSION = 5
APPLICATION_ID = 0x43555354  # "CUST"
BUSY_SECONDS = 30.0


def create(path: Path, secret: bytes) -> None:
    """Make a new database at ``path`` with its tables, empty but for the case's secret."""
    connection = sqlite3.connect(path, isolation_level=None)
    with contextlib.closing(connection), storage_errors(path):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.executescript(f"BEGIN; {_schema()} COMMIT;")
        connection.execute("INSERT INTO secret (value) VALUES (?)", (secret,))


def connect(path: Path, writable: bool) -> sqlite3.Connection:
    """Open the database of a case that may be a stranger's.

    Nothing in it runs: extensions stay off, the schema is not trusted to call functions, and its
    tables, triggers and indexes must be exactly those of this version. A case that cannot be
    written is opened as immutable. Raises NotACaseError.
    """
    write_ahead = path.with_name(path.name + "-wal")
    if not writable and write_ahead.exists() and write_ahead.stat().st_size:
        raise NotACaseError(
            path.parent, "it has unfinished changes and lies where it cannot be written; copy it"
        )
    mode = "mode=rw" if writable else "mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?{mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
        )
    except sqlite3.Error as error:
        raise NotACaseError(path.parent, f"its case.db does not open ({error})") from error
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        _check_schema(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        if writable:
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: a finished document survives a power cut as well as a kill
            connection.execute("PRAGMA synchronous = FULL")
            # what is deleted is overwritten, for what is removed must be gone
            connection.execute("PRAGMA secure_delete = ON")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise NotACaseError(path.parent, f"its case.db is damaged ({error})") from error
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """A block whose changes are kept all together, or not at all when it raises."""
    with storage_errors(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            # a full disk may have ended the transaction already
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what the disk or SQLite say about storage into errors of the case at ``path``."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise StorageFullError(path) from error
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CaseBusyError(path) from error
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise ReadOnlyCaseError(path) from error
        raise CaseError(f"the database of {path} could not be used: {error}") from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError):
            raise
        raise CaseError(
            f"the database of {path} is damaged: {error}. 'custodes verify' says more."
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFullError(path) from error
        raise


def _schema() -> str:
    return files("custodes.case").joinpath("schema.sql").read_text(encoding="utf-8")


@cache
def _expected() -> frozenset[tuple[str, str, str | None]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_schema())
        return _described(connection)


def _described(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str | None]]:
    return frozenset(connection.execute("SELECT type, name, sql FROM sqlite_schema"))


def _check_schema(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise NotACaseError(path.parent, "its case.db was not made by custodes")
    if version != SCHEMA_VERSION:
        raise NotACaseError(
            path.parent,
            f"its case.db has the form {version} and this version of custodes knows "
            f"{SCHEMA_VERSION}",
        )
    if _described(connection) != _expected():
        raise NotACaseError(path.parent, "the tables of its case.db are not those of custodes")
