"""The nouns that every other room speaks in. Nothing comes in; frozen dataclasses go out.

Documents and texts, spans and mentions, quantities and dates, claims, reviews, notes, entities,
findings and custody events, with their invariants and their JSON. ``docs/reference`` describes
each;
"""

from custodes.model.claims import (
    USUAL_KIND,
    Attribution,
    AttributionKind,
    Claim,
    ClaimType,
    Decision,
    Entity,
    Mention,
    MentionKind,
    Note,
    NoteKind,
    PersonRole,
    Review,
    RoleName,
    Stance,
    Status,
    claim_identifier,
)
from custodes.model.encoding import from_json, to_builtins, to_json
from custodes.model.errors import CustodesError, InvariantError, UnreadableError
from custodes.model.intervals import Basis, DateInterval, Quantity
from custodes.model.outlines import Outline, OutlineEntry, OutlineScope, OutlineSection
from custodes.model.records import CustodyEvent, Finding, Table, Wording
from custodes.model.text import Block, BlockKind, Document, DocumentKind, Hidden, Run, Span, Text

__all__ = [
    "USUAL_KIND",
    "Attribution",
    "AttributionKind",
    "Basis",
    "Block",
    "BlockKind",
    "Claim",
    "ClaimType",
    "CustodesError",
    "CustodyEvent",
    "DateInterval",
    "Decision",
    "Document",
    "DocumentKind",
    "Entity",
    "Finding",
    "Hidden",
    "InvariantError",
    "Mention",
    "MentionKind",
    "Note",
    "NoteKind",
    "Outline",
    "OutlineEntry",
    "OutlineScope",
    "OutlineSection",
    "PersonRole",
    "Quantity",
    "Review",
    "RoleName",
    "Run",
    "Span",
    "Stance",
    "Status",
    "Table",
    "Text",
    "UnreadableError",
    "Wording",
    "claim_identifier",
    "from_json",
    "to_builtins",
    "to_json",
]
