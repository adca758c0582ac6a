"""What documents leave open about a programme or body, drawn up as a letter that asks for it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from custodes.dossier.edition import grouping_key
from custodes.dossier.picks import weight
from custodes.dossier.words import InterfaceLanguage
from custodes.evidence.checklist import Item, checklist, open_items
from custodes.release.released import MASK, Released, ReleasedClaim, ReleasedDocument

LetterKind = Literal["foi", "comment"]
SubjectKind = Literal["programme", "agency"]
KINDS: tuple[LetterKind, ...] = ("foi", "comment")
CITED = 2
"""So many claims are cited for each thing that is known."""


def claims_of(released: Released, kind: SubjectKind, name: str) -> tuple[ReleasedClaim, ...]:
    """The released claims in whose roles this programme or agency stands."""
    return tuple(
        claim
        for claim in released.claims
        if any(
            filler.kind == kind and grouping_key(filler) == name
            for fillers in claim.roles.values()
            for filler in fillers
        )
    )


def letter(
    released: Released,
    kind: SubjectKind,
    name: str,
    form: LetterKind,
    language: InterfaceLanguage,
    items: Collection[str] | None = None,
) -> str:
    """The letter, as plain text: the open questions, and what is known with its sources.

    ``items`` are the keys of the questions to ask, by default all that no claim speaks of. All of
    it is of the release, so that nothing in it is masked elsewhere.
    """
    claims = claims_of(released, kind, name)
    asked = [
        item
        for item in checklist()
        if (item in open_items(claims) if items is None else item.key in items)
    ]
    wishes = ((item.records if form == "foi" else item.ask)[language] for item in asked)
    lines = "\n".join(_known(released, claims, asked, language))
    texts = _texts()[form]
    known = texts[f"known_{language}"].format(lines=lines).lstrip("\n") if lines else ""
    words: str = texts[language]
    numbered = "\n".join(f"{number}. {wish}" for number, wish in enumerate(wishes, 1))
    # the name last, since it may hold braces
    whole = words.format(subject="{subject}", items=numbered, known=known.replace("{", "\0"))
    return whole.replace("{subject}", name).replace("\0", "{").strip() + "\n"


def _known(
    released: Released,
    claims: Iterable[ReleasedClaim],
    asked: Collection[Item],
    language: InterfaceLanguage,
) -> Iterable[str]:
    documents = {document.identifier: document for document in released.documents}
    cited: set[str] = set()
    for item in checklist():
        if item in asked:
            continue
        speaking = [c for c in claims if item.is_spoken_of(c) and c.identifier not in cited]
        # somebody's story, though the name is masked, is not for a letter
        plain = [claim for claim in speaking if MASK not in claim.quote.exact]
        for claim in sorted(plain, key=lambda claim: -weight(claim))[:CITED]:
            cited.add(claim.identifier)
            yield _texts()["line"][language].format(
                name=item.name[language],
                quote=" ".join(claim.quote.exact.split()),
                source=_source(documents[claim.document], language),
            )


def _source(document: ReleasedDocument, language: InterfaceLanguage) -> str:
    published = document.published and (document.published.first or document.published.last)
    parts = (document.title, document.publisher, published.isoformat() if published else "")
    known = [part for part in parts if part]
    return ("，" if language == "zh" else ", ").join(known) or document.letter


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("custodes.dossier").joinpath("letters.toml").read_text("utf-8"))


def letter_words() -> str:
    """All that letters say of their own: a masked name may be spelled as one of these words."""
    ours = [text for entry in _texts().values() for text in entry.values()]
    for item in checklist():
        for words in (item.name, item.ask, item.records):
            ours += words.values()
    return "\0".join(ours)
