"""Reprints and versions, looked for beside the pages whenever other documents are in.

They need every text, so no request waits for them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from custodes.workbench.beside import Search, case_of

PATIENCE = 2.0
"""Seconds for which more documents may come in before the search begins."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Documents (SHA-256) that are one text (``reprint``) or share much of one (``version``).

    ``similarity`` is from 0 to 1.
    """

    documents: tuple[str, ...]
    similarity: float
    kind: Literal["reprint", "version"]


@dataclass(frozen=True, slots=True)
class Reprints:
    """The groups, and by document its group."""

    groups: tuple[Alike, ...] = ()
    of: Mapping[str, Alike] = field(default_factory=dict)


def reprint_search(case: Path) -> Search[Reprints]:
    """A search for the groups of a case."""
    return Search(case, __name__, Reprints(), read, PATIENCE)


def read(answer: bytes) -> Reprints:
    """The groups as the process prints them."""
    groups = tuple(
        Alike(tuple(documents), similarity, kind)
        for documents, similarity, kind in json.loads(answer)
    )
    return Reprints(groups, {sha256: group for group in groups for sha256 in group.documents})


if __name__ == "__main__":
    with case_of(sys.argv) as opened:
        found = opened.near_duplicates()
    print(json.dumps([[group.documents, group.similarity, group.kind] for group in found]))
