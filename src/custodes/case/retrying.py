"""Which failures are tried again: by reason or file, and not those that keep bringing a reader
down unless they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from sqlite3 import Connection

from custodes.case import custody
from custodes.case.errors import NothingToAddError, WrongArgumentError

BAD = ("crashed", "timed_out", "out_of_memory")
"""Reasons that say that a reader was brought down."""
TIMES = 2
"""So many times, and the file is set aside."""
SHORTEST = 8
"""So many digits of a SHA-256 at least name a file."""


def set_aside(connection: Connection) -> frozenset[str]:
    """The failed documents (SHA-256) that brought a reader down twice."""
    failed = connection.execute(
        "SELECT subject, detail FROM custody "
        "WHERE action = 'failed' AND subject IN (SELECT sha256 FROM failures)"
    )
    times = Counter(sha256 for sha256, reason in failed if reason in BAD)
    return frozenset(sha256 for sha256, count in times.items() if count >= TIMES)


def release(
    connection: Connection, actor: str, reasons: Collection[str], files: Collection[str] = ()
) -> list[str]:
    """Mark the failures to be tried as waiting, inside the caller's transaction.

    ``files`` are names, paths or beginnings of SHA-256 (eight digits at least); a file that is
    asked for is tried even if it was set aside. Gives the paths of those whose bytes the case does
    not have. Raises NothingToAddError if there is none, WrongArgumentError for a reason that none
    failed for and for a file that did not fail.
    """
    query = "SELECT number, sha256, path, reason, name FROM failures"
    failures = connection.execute(query).fetchall()
    there = {reason for _, _, _, reason, _ in failures}
    if unknown := sorted(set(reasons) - there):
        raise WrongArgumentError(
            f"no file failed for the reason {unknown[0]!r}. "
            f"There are: {', '.join(sorted(there)) or 'no failures at all'}."
        )
    asked = set[int]()
    for file in files:
        meant = {number for number, *rest in failures if _is_meant(file, *rest)}
        if not meant:
            raise WrongArgumentError(
                f"no file that could not be read is called {file!r}. "
                "'custodes status' lists those there are."
            )
        asked |= meant
    aside = set_aside(connection)
    paths = []
    for number, sha256, path, reason, _ in failures:
        if files and number not in asked:
            continue
        if reason not in reasons and (reasons or (sha256 in aside and not files)):
            continue
        if sha256:
            connection.execute("DELETE FROM failures WHERE number = ?", (number,))
            connection.execute("UPDATE documents SET state = 'pending' WHERE sha256 = ?", (sha256,))
            custody.append(connection, actor, "tried again", sha256, reason)
        paths.append("" if sha256 else path)
    if not paths:
        raise NothingToAddError(
            f"there is nothing to try again: {len(aside)} files are set aside, since they brought "
            "their reader down twice. Name their reason with --only to try them nevertheless, "
            "or one of them with --file."
            if aside and not files
            else "there is nothing to try again: the file failed for another reason than these."
            if files
            else "there is nothing to try again: no file failed."
        )
    return [path for path in paths if path]


def _is_meant(file: str, sha256: str, path: str, _: str, name: str) -> bool:
    """Whether this failed file is the one that a user names."""
    by_digest = len(file) >= SHORTEST and sha256.startswith(file.lower())
    return file in (name, path) or by_digest
