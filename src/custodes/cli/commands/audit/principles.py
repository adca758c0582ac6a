"""``custodes audit principles``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from custodes.cli.auditing import audit_options, deliver, opened

if TYPE_CHECKING:
    from custodes.audits import Result
    from custodes.case import Case


@click.command(short_help="Lay claims beside the questions of human-rights instruments.")
@click.option(
    "--instrument",
    "instruments",
    multiple=True,
    metavar="KEY",
    help="Ask only the questions of this instrument; may be given several times. By default all.",
)
@click.option(
    "--about",
    default="",
    metavar="NAME",
    help="Only claims that name a programme or body with these words.",
)
@click.option(
    "--place", default="", metavar="KEY", help="Only claims in this territory, such as CN or US."
)
@click.option(
    "--list", "listed", is_flag=True, help="List the instruments and their questions, and stop."
)
@click.option(
    "--judge",
    metavar="QUESTION",
    help="Keep a judgement on this question, written INSTRUMENT:QUESTION.",
)
@click.option(
    "--binds", metavar="INSTRUMENT", help="Decide that this instrument bound, whatever is computed."
)
@click.option(
    "--benchmark", metavar="INSTRUMENT", help="Decide that this instrument is a benchmark only."
)
@click.option("--says", default="", metavar="TEXT", help="The words of the judgement or decision.")
@click.option(
    "--by", "author", default="", metavar="NAME", help="Who judges or decides; it is published."
)
@audit_options
def command(
    instruments: tuple[str, ...],
    about: str,
    place: str,
    listed: bool,
    judge: str | None,
    binds: str | None,
    benchmark: str | None,
    says: str,
    author: str,
    case_path: Path | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """For each question: the claims that speak for it, against it, and what is not spoken of.

    It gathers and judges nothing. A person's judgement on a question is kept with name and time
    and stands beside the claims; earlier ones stay. Whether an instrument bound is computed from
    the places and dates of the claims; a person can decide otherwise.

    \b
    Example:
      custodes audit principles --case wuhai --instrument iccpr-17 --out principles
    """
    from custodes.audits import AuditError
    from custodes.audits.principles import audit

    if listed:
        _list(language, as_json)
        return
    if case_path is None:
        raise AuditError(
            "the questions are asked of the claims of a case: name it with --case CASE, or see "
            "the questions with --list."
        )
    with opened(case_path) as case:
        assert case is not None  # noqa: S101 -- there was a path
        _decide(case, judge, binds, benchmark, says, author)
        result = audit(case, instruments, about=about, place=place)
        if not as_json:
            _print(result, language)
        deliver([result], case=case, out=out, language=language, as_json=as_json)


def _decide(
    case: Case,
    judge: str | None,
    binds: str | None,
    benchmark: str | None,
    says: str,
    author: str,
) -> None:
    """Keep what a person judged or decided, if anything."""
    import datetime

    from custodes.audits import AuditError
    from custodes.audits.principles import judgements
    from custodes.cli.terminal import say

    if (says or author) and not (judge or binds or benchmark):
        raise AuditError("--says and --by go with --judge, --binds or --benchmark: name one.")
    if binds and benchmark == binds:
        raise AuditError(f"{binds} cannot both bind and be a benchmark: leave one out.")
    now = datetime.datetime.now(datetime.UTC)
    if judge:
        case.note(judgements.judgement(judge, says, author, now))
        say(f"kept the judgement of {author} on {judge}")
        _warn_of_mask(case, author)
    if binds:
        case.note(judgements.decision(binds, "binds", says, author, now))
        say(f"kept the decision of {author}: {binds} bound")
        _warn_of_mask(case, author)
    if benchmark:
        case.note(judgements.decision(benchmark, "benchmark", says, author, now))
        say(f"kept the decision of {author}: {benchmark} is a benchmark")
        _warn_of_mask(case, author)


def _warn_of_mask(case: Case, author: str) -> None:
    """Say that a name which may be a private person's is masked until it is cleared."""
    from custodes.cli.terminal import say

    if author not in case.cleared_names():
        say(
            f"if {author} reads like a private person's name, it is masked in what leaves the "
            "case; 'custodes names clear' lets it be shown"
        )


def _list(language: str, as_json: bool) -> None:
    from custodes.audits.principles.instruments import chosen
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    if as_json:
        print_json(chosen())
        return
    for instrument in chosen():
        print_line(f"{instrument.key}: {instrument.title[language]}")
        columns = (Column("question"), Column("where"), Column("asks"))
        print_table(
            columns,
            [
                (
                    f"{instrument.key}:{question.key}",
                    question.where[language],
                    question.asks[language],
                )
                for question in instrument.questions
            ],
        )
        print_line()


def _print(result: Result, language: str) -> None:
    from custodes.cli.terminal import Column, print_line, print_table

    table = result.finding.tables["questions"]
    at = {name: number for number, name in enumerate(table.columns)}
    columns = (
        Column("question"),
        Column("asks"),
        Column("for", number=True),
        Column("against", number=True),
        Column("not spoken of", number=True),
    )
    print_table(
        columns,
        [
            (
                f"{row[at['instrument']]}:{row[at['question']]}",
                str(row[at[language]]),
                *(str(row[at[side]]) for side in ("for", "against", "unspoken")),
            )
            for row in table.rows
        ],
    )
    print_line()
