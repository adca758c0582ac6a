"""Views that people saved: a page with its filters, under a name, for all who work on the case."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

from custodes.case import custody, decisions
from custodes.case.errors import WrongArgumentError
from custodes.model import from_json, to_json

SAVED = "saved view"
"""The custody action of one that was saved."""
LONGEST_NAME = 120
LONGEST_QUERY = 4000


@dataclass(frozen=True, slots=True)
class SavedView:
    """A page of the workbench, the query of its address, and who saved it when, under what name."""

    page: str
    name: str
    query: str
    author: str
    time: datetime.datetime

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise WrongArgumentError(
                f"a view needs a name of at most {LONGEST_NAME} characters. Nothing was saved."
            )
        if len(self.query) > LONGEST_QUERY:
            raise WrongArgumentError("a view with that many filters is not saved. Drop some.")


def views(connection: Connection, page: str) -> Iterator[tuple[int, SavedView]]:
    """Number and view of all that were saved of a page, oldest first."""
    for number, json in connection.execute("SELECT number, view FROM saved_views ORDER BY number"):
        view = from_json(SavedView, json)
        if view.page == page:
            yield number, view


def save(connection: Connection, actor: str, view: SavedView) -> None:
    """Keep a view inside the caller's transaction; one of the same page and name gives way."""
    for number, earlier in list(views(connection, view.page)):
        if earlier.name == view.name:
            drop(connection, actor, number)
    json = to_json(view)
    connection.execute("INSERT INTO saved_views (view) VALUES (?)", (json,))
    custody.append(connection, actor, SAVED, view.page, decisions.digest(json))


def drop(connection: Connection, actor: str, number: int) -> None:
    """Delete a view inside the caller's transaction; raises KeyError if there is none."""
    from custodes.case.removal import WITHDRAWN

    row = connection.execute("SELECT view FROM saved_views WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise KeyError(number)
    connection.execute("DELETE FROM saved_views WHERE number = ?", (number,))
    custody.append(connection, actor, WITHDRAWN, "saved_views", decisions.digest(row[0]))


def drop_naming(connection: Connection, actor: str, sha256: str) -> None:
    """Delete the views of a document that is removed, inside that transaction."""
    for number, json in connection.execute("SELECT number, view FROM saved_views").fetchall():
        if sha256 in json:
            drop(connection, actor, number)
