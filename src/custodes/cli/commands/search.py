"""``custodes search``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from custodes.cli.options import STANCES, TYPES, case_argument, json_option

if TYPE_CHECKING:
    from custodes.case.search.results import Hit, SearchResult

KINDS = (
    "report",
    "notice",
    "plan",
    "tender",
    "guideline",
    "policy",
    "law",
    "statement",
    "comment",
    "unknown",
)
DAY = click.DateTime(("%Y-%m-%d",))


@click.command(short_help="Find words in all documents.")
@case_argument
@click.argument("query", required=False, default="")
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Only this kind of document.")
@click.option("--doc-language", multiple=True, help="Only documents in this language (zh, en).")
@click.option("--publisher", multiple=True, help="Only documents of this publisher.")
@click.option("--place", multiple=True, help="Only documents that name this place.")
@click.option("--type", multiple=True, type=click.Choice(TYPES), help="Only with such a claim.")
@click.option(
    "--stance",
    multiple=True,
    type=click.Choice(STANCES),
    help="Only with a claim said in this way.",
)
@click.option("--since", type=DAY, help="Only what may have been published on this day or later.")
@click.option("--until", type=DAY, help="Only what may have been published on this day or earlier.")
@click.option("--limit", type=click.IntRange(1), default=20, help="Documents shown; 20 by default.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Documents left out at the top.")
@click.option(
    "--counts", is_flag=True, help="Show how many documents fit, by kind, place and so on."
)
@click.option("--reindex", is_flag=True, help="Make the index anew from the texts, then search.")
@json_option
def command(
    case: Path,
    query: str,
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    limit: int,
    offset: int,
    counts: bool,
    reindex: bool,
    as_json: bool,
    doc_language: tuple[str, ...],
    **chosen: Any,
) -> None:
    """Find the documents in CASE that have all words of QUERY, and the places where they stand.

    A word is found wherever it stands, within other words too: in Chinese and English, simplified
    or traditional, small or capital, one character or many. What stands in quotes is a phrase and
    no part of a longer word. Of each document up to three places are shown, with where they begin
    in its text; those in page furniture come last. --counts tells how many there are of each kind,
    publisher, place, year, type and stance.

    This is for your own eyes: nothing is masked here.

    \b
    Example:
      custodes search wuhai 维稳 --kind notice --since 2017-01-01
      custodes search wuhai '"face recognition" cameras'
    """
    from custodes.case import Case, WrongArgumentError
    from custodes.case.search.results import Filters
    from custodes.cli.terminal import print_json

    if not query and not reindex:
        raise WrongArgumentError("there is nothing to look for: say a word after the case.")
    filters = Filters(
        language=doc_language,
        since=since.date().isoformat() if since else "",
        until=until.date().isoformat() if until else "",
        **chosen,
    )
    with Case.open(case) as opened:
        if reindex:
            opened.make_search_index()
        if not query:
            return
        if counts:
            _show_counts(opened.search_counts(query, filters), as_json)
            return
        result = opened.search(query, filters, limit, offset)
    if as_json:
        print_json(result)
    else:
        _show(result)


def _show(result: SearchResult) -> None:
    from custodes.cli.terminal import print_line

    for hit in result.hits:
        _show_hit(hit)
    at_most = "" if result.is_exact else "at most "
    documents = "document" if result.total == 1 else "documents"
    shown = f", {len(result.hits)} shown" if len(result.hits) < result.total else ""
    print_line(f"{at_most}{result.total} {documents}{shown}")


def _show_hit(hit: Hit) -> None:
    from custodes.cli.terminal import print_line

    document = hit.document
    title = f" {document.title}" if document.title else ""
    only = " (page furniture)" if hit.in_boilerplate else ""
    places = "place" if hit.count == 1 else "places"
    print_line(f"{document.sha256[:12]} {document.name}{title}: {hit.count} {places}{only}")
    for place in hit.places:
        print_line(f"  {place.start:>7}  {place.before}【{place.exact}】{place.after}")


def _show_counts(counts: Any, as_json: bool) -> None:
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    if as_json:
        print_json(counts)
        return
    columns = (Column("facet", fixed=True), Column("value"), Column("documents", number=True))
    rows = [
        (facet, value, str(many))
        for facet, values in counts.facets.items()
        for value, many in values.items()
    ]
    print_table(columns, rows)
    print_line(f"{counts.total} documents")
