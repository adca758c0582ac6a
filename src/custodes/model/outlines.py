"""What an editor chose for a dossier, in which order, under which headings, with which comments."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from custodes.model.errors import InvariantError

OutlineScope = Literal["all", "chosen"]
"""Whether a dossier holds all claims and findings of the case, or only those of the outline."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A claim or a finding (its identifier), and what the editor says about it."""

    identifier: str
    comment: str = ""

    def __post_init__(self) -> None:
        if not self.identifier:
            raise InvariantError("an entry of an outline names a claim or a finding")


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """A heading, what the editor says under it, and entries in order, each once."""

    heading: str = ""
    comment: str = ""
    entries: tuple[OutlineEntry, ...] = ()

    def __post_init__(self) -> None:
        if len({entry.identifier for entry in self.entries}) < len(self.entries):
            raise InvariantError("a section of an outline names each claim or finding once")


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a dossier as one author left it.

    An empty ``title`` is the case's name. ``owner`` is the line that says whose dossier it is.
    ``language`` is that of the dossier's own words. Without sections the front page is made by
    rule. One that leaves all others out and names nothing makes no dossier.
    """

    author: str
    time: datetime.datetime
    title: str = ""
    owner: str = ""
    language: Literal["en", "zh"] = "en"
    scope: OutlineScope = "all"
    sections: tuple[OutlineSection, ...] = ()

    @property
    def chosen(self) -> frozenset[str]:
        """The identifiers of all claims and findings that it names."""
        return frozenset(entry.identifier for section in self.sections for entry in section.entries)
