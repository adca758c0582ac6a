"""``custodes claims``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from custodes.cli.options import STANCES, TYPES, case_argument, json_option

if TYPE_CHECKING:
    from custodes.model import AttributionKind, Claim, ClaimType, Document, Mention, Stance

SOURCES = ("document", "person", "organisation", "rumour", "author")


@click.command(short_help="Show the evidence as a table.")
@case_argument
@click.option("--type", "claim_type", type=click.Choice(TYPES), help="Only claims of this type.")
@click.option("--stance", type=click.Choice(STANCES), help="Only what is said in this way.")
@click.option("--attribution", type=click.Choice(SOURCES), help="Only this kind of source's word.")
@click.option("--document", help="Only of documents with this in their name or SHA-256.")
@click.option(
    "--explain", default="", help="Show why the claim whose identifier begins so was made."
)
@json_option
def command(
    case: Path,
    claim_type: ClaimType | None,
    stance: Stance | None,
    attribution: AttributionKind | None,
    document: str | None,
    explain: str,
    as_json: bool,
) -> None:
    """Show the evidence in CASE as a table.

    With --explain, the words that brought a claim up, with the data file and line where each is
    written, so that it can be mended.

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
    if explain:
        claims = [claim for claim in claims if claim.identifier.startswith(explain)]
        _explain(claims, explain, documents, as_json)
        return
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


def _explain(
    claims: Sequence[Claim], wanted: str, documents: Mapping[str, Document], as_json: bool
) -> None:
    from custodes.case import WrongArgumentError
    from custodes.cli.terminal import Column, print_json, print_line, print_table
    from custodes.evidence.explaining import explain

    if len(claims) != 1:
        raise WrongArgumentError(
            f"{len(claims)} claims have an identifier that begins with {wanted!r}; it must be one. "
            "The first column of 'custodes claims' shows them."
        )
    (claim,) = claims
    reasons = explain(claim)
    if as_json:
        print_json({"identifier": claim.identifier, "claim": claim, "reasons": reasons})
        return
    document = documents[claim.document]
    print_line(f"{claim.quote.prefix}【{claim.quote.exact}】{claim.quote.suffix}")
    print_line(f"  {document.name}, characters {claim.quote.start} to {claim.quote.end}")
    source = claim.attribution
    words = f", {source.name}" if source.name else ""
    print_line(
        f"  {claim.type}; {claim.status}; {claim.stance} by {source.kind}{words}; "
        f"{claim.extractor} {claim.extractor_version}, confidence {claim.confidence:.2f}"
    )
    for role, mentions in claim.roles.items():
        fillers = "; ".join(
            mention.span.exact
            + (
                f" ({mention.canonical})"
                if mention.canonical not in ("", mention.span.exact)
                else ""
            )
            for mention in mentions
        )
        print_line(f"  {role}: {fillers}")
    columns = (Column("decides"), Column("group"), Column("words"), Column("written in"))
    rows = [
        (
            DECIDES[reason.part],
            reason.name,
            reason.words,
            f"evidence/{reason.file}:{reason.line}" if reason.file else "",
        )
        for reason in reasons
    ]
    print_table(columns, rows)
    if not reasons:
        print_line("nothing noted: a person made or corrected this claim")


DECIDES = {
    "frame": "type",
    "status": "status",
    "hedge": "stance",
    "voice": "whose word",
    "encoder": "all of these",
}


def _filler(mention: Mention) -> str:
    words, full = mention.span.exact, mention.canonical
    return f"{words} ({full})" if full not in ("", words) else words


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
