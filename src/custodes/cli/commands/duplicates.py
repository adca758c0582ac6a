"""``custodes duplicates``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from custodes.cli.options import case_argument, json_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from custodes.evidence.differences import Difference
    from custodes.model import Document, Span

CONTEXT = 20
"""Code points shown before and after a difference."""


@click.command(short_help="Show reprints and versions of one text.")
@case_argument
@click.option(
    "--differences",
    "pair",
    nargs=2,
    metavar="A B",
    help="Show what differs between two documents, each given by its name or SHA-256.",
)
@json_option
def command(case: Path, pair: tuple[str, str] | None, as_json: bool) -> None:
    """Show which documents in CASE are reprints or versions of one text.

    Reprints have one body; only what stands around it differs. They count as one source. Versions
    share a substantial part and differ in the rest; each counts. Beside each document stands how
    much of the text they have in common. The lines of --differences that begin with - stand in
    A only, those that begin with + in B only.

    \b
    Example:
      custodes duplicates wuhai
      custodes duplicates wuhai --differences report.html reprint.pdf
    """
    from custodes.case import Case
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    with Case.open(case) as opened:
        documents = {document.sha256: document for document in opened.documents()}
        if pair is not None:
            from custodes.evidence.differences import differences

            one, other = (_chosen(documents.values(), words) for words in pair)
            found = differences(opened.text(one.sha256), opened.text(other.sha256))
            if as_json:
                print_json({"a": one.sha256, "b": other.sha256, "differences": found})
            else:
                _print_differences(one, other, found)
            return
        groups = opened.near_duplicates()
    if as_json:
        print_json(groups)
        return
    columns = (
        Column("group", number=True),
        Column("kind", fixed=True),
        Column("alike", number=True),
        Column("published", fixed=True),
        Column("document"),
        Column("publisher"),
        Column("SHA-256", fixed=True),
    )
    rows = []
    for number, group in enumerate(groups, start=1):
        for place, sha256 in enumerate(group.documents):
            document = documents[sha256]
            head = ("", "", "")
            if place == 0:
                head = (str(number), group.kind, f"{group.similarity:.0%}")
            rows.append(
                (*head, _day(document), document.name, document.publisher, sha256[:12])
            )  # fmt: skip
    if rows:
        print_table(columns, rows)
    reprints = sum(len(group.documents) - 1 for group in groups if group.kind == "reprint")
    versions = sum(group.kind == "version" for group in groups)
    print_line(
        f"{len(documents)} documents, of which reprints: {reprints}; groups of versions: {versions}"
    )


def _chosen(documents: Iterable[Document], words: str) -> Document:
    """The one document of this name, or whose SHA-256 begins so."""
    listed = list(documents)
    found = [d for d in listed if d.name == words or d.sha256 == words]
    if not found:
        found = [d for d in listed if words in d.name or d.sha256.startswith(words.lower())]
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.BadParameter(
            f"the case has no document {words!r}; 'custodes duplicates CASE' lists names.",
            param_hint="--differences",
        )
    raise click.BadParameter(
        f"{len(found)} documents fit {words!r}; give more of the SHA-256: "
        + ", ".join(f"{document.sha256[:12]} {document.name}" for document in found[:5]),
        param_hint="--differences",
    )


def _day(document: Document) -> str:
    published = document.published
    day = published and (published.last or published.first)
    return day.isoformat() if day else ""


def _print_differences(one: Document, other: Document, found: Sequence[Difference]) -> None:
    from custodes.cli.terminal import print_line

    print_line(f"--- {one.name} ({one.sha256[:12]})")
    print_line(f"+++ {other.name} ({other.sha256[:12]})")
    for difference in found:
        print_line()
        if difference.first is not None:
            print_line(f"- {_in_context(difference.first)}")
        if difference.second is not None:
            print_line(f"+ {_in_context(difference.second)}")
    print_line()
    print_line(f"{len(found)} passages differ" if found else "no words differ")


def _in_context(span: Span) -> str:
    """The words between brackets, with a little of what stands before and after them."""
    before, after = span.prefix[-CONTEXT:], span.suffix[:CONTEXT]
    return f"{before}[{span.exact}]{after}"
