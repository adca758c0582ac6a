"""A Case comes in, what may leave it goes out: the one gate, which fails closed.

``release`` masks and keys, ``masked_names`` tells a reviewer what it masks and why, ``Outgoing``
is the only writer outside a case and refuses whatever still holds a masked name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.deferred import deferred
from custodes.release.released import (
    MASK,
    WITHHELD,
    MaskedName,
    Released,
    ReleasedClaim,
    ReleasedDisagreement,
    ReleasedDocument,
    ReleasedEntry,
    ReleasedFinding,
    ReleasedHeld,
    ReleasedMention,
    ReleasedNote,
    ReleasedNotes,
    ReleasedParagraph,
    ReleasedQuantity,
    ReleasedReply,
    ReleasedSection,
)

if TYPE_CHECKING:
    from custodes.release.decisions import REASONS
    from custodes.release.findings import PRIVATE, public
    from custodes.release.gate import keyed, masked_names, preview, record, release
    from custodes.release.guard import LeakError
    from custodes.release.outgoing import Outgoing, OutgoingError, checked, write_file

__all__ = [
    "MASK",
    "PRIVATE",
    "REASONS",
    "WITHHELD",
    "LeakError",
    "MaskedName",
    "Outgoing",
    "OutgoingError",
    "Released",
    "ReleasedClaim",
    "ReleasedDisagreement",
    "ReleasedDocument",
    "ReleasedEntry",
    "ReleasedFinding",
    "ReleasedHeld",
    "ReleasedMention",
    "ReleasedNote",
    "ReleasedNotes",
    "ReleasedParagraph",
    "ReleasedQuantity",
    "ReleasedReply",
    "ReleasedSection",
    "checked",
    "keyed",
    "masked_names",
    "preview",
    "public",
    "record",
    "release",
    "write_file",
]

_HOMES = {
    "PRIVATE": "findings",
    "REASONS": "decisions",
    "keyed": "gate",
    "masked_names": "gate",
    "preview": "gate",
    "public": "findings",
    "record": "gate",
    "release": "gate",
    "LeakError": "guard",
    "Outgoing": "outgoing",
    "OutgoingError": "outgoing",
    "checked": "outgoing",
    "write_file": "outgoing",
}

# The gate loads the automaton and NumPy, which ``custodes --help`` must not wait for.
__getattr__ = deferred(__name__, _HOMES)
