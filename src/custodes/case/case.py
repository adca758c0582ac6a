"""The class Case: one investigation in one folder."""

from __future__ import annotations

from pathlib import Path

from custodes.case import custody, database, sealing, verification
from custodes.case.figures import figures
from custodes.case.holdings import Holdings
from custodes.case.judging import Judging
from custodes.case.reports import CaseStatus, Problem
from custodes.case.sealing import Seal
from custodes.case.searchable import Searchable
from custodes.case.taking_in import PIPELINE, QUICK_PIPELINE, SECONDS_A_FILE, TakingIn
from custodes.model import CustodyEvent

__all__ = ["PIPELINE", "QUICK_PIPELINE", "SECONDS_A_FILE", "Case"]


class Case(TakingIn, Holdings, Searchable, Judging):
    """One investigation: its originals, what was found in them, and what people decided.

    Made by ``Case.create`` or ``Case.open``; a context manager. One object belongs to one thread.
    """

    def custody(self) -> list[CustodyEvent]:
        """The custody log, oldest line first."""
        return list(custody.events(self._connection))

    def custody_breaks(self, after: int = 0) -> list[Problem]:
        """Where the custody log does not hold, without a look at anything else.

        Lines up to the number ``after`` are believed, since they were looked at before.
        """
        with database.storage_errors(self.path):
            return [
                Problem(code, f"custody line {number}", words)
                for code, number, words in custody.breaks(self._connection, after)
            ]

    def seal(self, key: Path) -> Seal:
        """Sign the head of the custody log with the Ed25519 key in this file, and keep the seal.

        Raises WrongArgumentError if the file holds no such key.
        """
        signer = sealing.load_key(key)
        event = self.record("sealed", "custody")
        message = sealing.statement(self.name, event.number, event.digest, event.time)
        sealed = sealing.sign(signer, message, f"custody line {event.number}")
        with database.storage_errors(self.path):
            sealing.remove_unfinished(self.path)
            path = sealing.keep(self.path, event.number, sealed)
        time = event.time.isoformat(timespec="seconds")
        return Seal(event.number, event.digest, time, sealed.public_key, path.name)

    def seals(self) -> list[Seal]:
        """The seals of the case whose signatures hold; ``verify`` tells of those that do not."""
        return [seal for _, seal in sealing.seals(self.path) if isinstance(seal, Seal)]

    @property
    def secret(self) -> bytes:
        """32 random bytes made with the case, for identifiers that tell nothing outside of it."""
        (value,) = self._rows("SELECT value FROM secret")[0]
        return bytes(value)

    def status(self) -> CaseStatus:
        """The case in figures."""
        with database.storage_errors(self.path):
            return figures(self._connection, self.name)

    def verify(self) -> list[Problem]:
        """Everything that is not as it was put there; empty if the case is whole."""
        return list(verification.problems(self._connection, self._originals, self.path))
