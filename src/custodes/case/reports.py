"""What a case reports: progress, what went in and what did not, its state, what is broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read: where it came from and why.

    ``reason`` is a code that ``custodes.case.explain`` puts into words. ``sha256`` is empty where
    not even the bytes could be had.
    """

    path: str
    name: str
    reason: str
    detail: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was seen and left alone: ``hidden``, ``link``, ``special`` or ``own``.

    ``own`` is the case itself, or a folder that the caller left out.
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far ``add`` has come: files finished, of how many, failed ones among them, seconds."""

    done: int
    total: int
    failed: int
    seconds: float

    @property
    def rate(self) -> float:
        """Files a second since the beginning."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until all are finished at this rate; None while nothing is."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None


@dataclass(frozen=True, slots=True)
class AddReport:
    """What one ``add`` did.

    ``added`` counts documents now read (``resumed`` of them had been waiting from before),
    ``duplicates`` are paths whose bytes the case had already, ``failures`` everything given that
    is not read, ``skipped`` what was left alone.
    """

    added: int
    resumed: int
    duplicates: tuple[str, ...]
    failures: tuple[Failure, ...]
    skipped: tuple[Skipped, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """A case at a glance; counts of documents, of claims by type, of failures by reason.

    ``reviewed`` counts claims with a decision, ``custody_head`` is the digest of the log's last
    line: noted elsewhere, it proves later that the log was not rewritten.
    """

    name: str
    documents: int
    pending: int
    bytes: int
    claims: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    reviewed: int = 0
    custody_events: int = 0
    custody_head: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that ``verify`` found broken: a code, what it is about, and words for a person."""

    code: str
    subject: str
    words: str
