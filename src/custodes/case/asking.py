"""Asking a language model on this machine about the documents of a case, one after the other.

What a document's answers leave is kept in one transaction, so that a kill or a dead endpoint
loses the document in hand and nothing else; the next run asks about what was not asked yet.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

from custodes.case import custody
from custodes.case.content import CONTENT, content_digest, keep_claims, load_processed
from custodes.case.database import transaction
from custodes.case.errors import AddInterrupted
from custodes.case.reports import Progress

if TYPE_CHECKING:
    from custodes.evidence.language_model.endpoint import Endpoint

PATIENCE = 3
"""After so many documents in a row without an answer no more are asked about."""

ASKED = "asked"
"""The custody action for a document to which a language model added its claims."""


@dataclass(frozen=True, slots=True)
class AskReport:
    """What came of asking: documents, claims added, what the text did not hold, and what failed.

    ``failures`` are the names of documents with what went wrong; ``left`` counts those not asked
    about because the endpoint had failed too often.
    """

    asked: int
    claims: int
    dropped: int
    dropped_roles: int
    failures: tuple[tuple[str, str], ...]
    left: int
    seconds: float


def ask_all(
    connection: Connection,
    path: Path,
    actor: str,
    endpoint: Endpoint,
    progress: Callable[[Progress], None] | None,
) -> AskReport:
    """Ask about each document that was read and that this model was not asked about yet.

    Raises AddInterrupted on Ctrl-C; what was finished before stays.
    """
    from custodes.evidence.language_model.asking import ask, extractor_of
    from custodes.evidence.language_model.endpoint import EndpointError

    began = time.monotonic()
    extractor = extractor_of(endpoint)
    waiting = connection.execute(
        "SELECT sha256, name FROM documents WHERE state = 'read' AND NOT EXISTS (SELECT 1 FROM "
        "asked WHERE asked.sha256 = documents.sha256 AND extractor = ? AND extractor_version = ?) "
        "ORDER BY number",
        extractor,
    ).fetchall()
    failures: list[tuple[str, str]] = []
    asked = claims = dropped = dropped_roles = in_a_row = 0
    for number, (sha256, name) in enumerate(waiting):
        if progress is not None:
            progress(Progress(number, len(waiting), len(failures), time.monotonic() - began))
        if in_a_row == PATIENCE:
            break
        held = load_processed(connection, sha256)
        try:
            answer = ask(endpoint, held.document, held.text, held.mentions, held.claims)
        except EndpointError as error:
            failures.append((name, str(error)))
            in_a_row += 1
            continue
        except KeyboardInterrupt:
            raise AddInterrupted(asked, len(waiting)) from None
        in_a_row = 0
        with transaction(connection, path):
            keep_claims(connection, sha256, answer.claims)
            connection.execute("INSERT INTO asked VALUES (?, ?, ?)", (sha256, *extractor))
            digest = content_digest(connection, sha256)
            custody.append(connection, actor, ASKED, sha256, CONTENT + digest)
        asked += 1
        claims += len(answer.claims)
        dropped += answer.dropped
        dropped_roles += answer.dropped_roles
    left = len(waiting) - asked - len(failures)
    seconds = time.monotonic() - began
    return AskReport(asked, claims, dropped, dropped_roles, tuple(failures), left, seconds)
