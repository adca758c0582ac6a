"""``custodes claims``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from custodes.cli.options import case_argument, json_option

if TYPE_CHECKING:
    from custodes.model import AttributionKind, Claim, ClaimType, Document, Stance

TYPES = ("supply", "data_flow", "deployment", "targeting", "rule", "measure")
STANCES = ("asserts", "denies", "infers")
SOURCES = ("document", "person", "organisation", "rumour", "author")


@click.command(short_help="Show the evidence as a table.")
@case_argument
@click.option("--type", "claim_type", type=click.Choice(TYPES), help="Only claims of this type.")
@click.option("--stance", type=click.Choice(STANCES), help="Only what is said in this way.")
@click.option("--attribution", type=click.Choice(SOURCES), help="Only this kind of source's word.")
@click.option("--document", help="Only of documents with this in their name or SHA-256.")
@json_option
def command(
    case: Path,
    claim_type: ClaimType | None,
    stance: Stance | None,
    attribution: AttributionKind | None,
    document: str | None,
    as_json: bool,
) -> None:
    """Show the evidence in CASE as a table.

    This is for your own eyes: nothing is masked here. What is to leave the case goes through
    'custodes export' or 'custodes dossier'.

    \b
    Example:
      custodes claims wuhai --type data_flow --stance denies
    """
    from custodes.case import Case
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    with Case.open(case) as opened:
        documents = {found.sha256: found for found in opened.documents()}
        claims = [
            claim
            for claim in opened.claims(claim_type, stance=stance, attribution=attribution)
            if document is None or _fits(documents[claim.document], document)
        ]
    if as_json:
        print_json([{"identifier": claim.identifier, "claim": claim} for claim in claims])
        return
    columns = (
        Column("claim", fixed=True),
        Column("type", fixed=True),
        Column("stance", fixed=True),
        Column("whose word"),
        Column("quote"),
        Column("figures"),
        Column("document"),
    )
    print_table(columns, (_row(claim, documents[claim.document]) for claim in claims))
    print_line(f"{len(claims)} claims")


def _fits(document: Document, wanted: str) -> bool:
    return wanted in document.name or document.sha256.startswith(wanted)


def _row(claim: Claim, document: Document) -> tuple[str, ...]:
    source = claim.attribution
    return (
        claim.identifier,
        claim.type,
        claim.stance,
        f"{source.kind}: {source.name}" if source.name else source.kind,
        claim.quote.exact,
        ", ".join(mention.span.exact for mention in claim.quantities),
        document.name,
    )
