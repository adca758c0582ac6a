"""``custodes legal``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from custodes.cli.options import Decorator, case_argument, json_option

if TYPE_CHECKING:
    from custodes.case import Case

DAY = click.DateTime(formats=["%Y-%m-%d"])
QUOTED = 60

by_option: Decorator = click.option("--by", required=True, help="Who decides or records it.")


@click.group(short_help="Hold claims back, clear them, and record the right of reply.")
def command() -> None:
    """Hold claims back, clear them, and record the right of reply.

    A claim that is held does not leave the case, nor do its words. A rumour about a named company
    or person starts as held. 'custodes claims CASE --json' gives the identifier of each claim.

    \b
    Example:
      custodes legal list wuhai
    """


@command.command("list", short_help="List what is held, cleared, and asked.")
@case_argument
@json_option
def list_states(case: Path, as_json: bool) -> None:
    """List the claims of CASE that are held or were cleared, and who was asked about which.

    \b
    Example:
      custodes legal list wuhai
    """
    from custodes.case import Case
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    with Case.open(case) as opened:
        states = opened.legal.states()
        replies = opened.legal.all_replies()
        claims = opened.claims_named({*states, *replies})
    if as_json:
        print_json(
            [
                {
                    "claim": name,
                    "quote": claim.quote.exact,
                    "state": states.get(name),
                    "replies": replies.get(name, ()),
                }
                for name, claim in claims.items()
            ]
        )
        return
    today = datetime.datetime.now(datetime.UTC).date()
    columns = (Column("claim"), Column("state"), Column("by"), Column("asked"), Column("quote"))
    rows = []
    for name, claim in claims.items():
        state = states.get(name)
        note = state.note if state else None
        said = "open" if state is None else ("held" if state.held else "cleared")
        rows.append(
            (
                name,
                f"{said} (rumour)" if state and state.why == "rumour" else said,
                f"{note.author}: {note.text}" if note else "",
                "; ".join(_replied(reply, today) for reply in replies.get(name, ())),
                claim.quote.exact[:QUOTED],
            )
        )
    print_table(columns, rows)
    print_line(f"{sum(state.held for state in states.values())} claims are held")


def _replied(reply: Any, today: datetime.date) -> str:
    if reply.answered:
        return f"{reply.whom} answered on {reply.answered}"
    if reply.is_overdue(today):
        return f"{reply.whom}: no answer by {reply.until}"
    return f"{reply.whom} asked on {reply.asked}"


def _decide(
    case: Path,
    outcome: Literal["held", "cleared"],
    claims: tuple[str, ...],
    by: str,
    why: str,
    as_json: bool,
) -> None:
    from custodes.case import Case

    with Case.open(case) as opened:
        _must_be_there(opened, claims)
        decide = opened.legal.hold if outcome == "held" else opened.legal.clear
        for name in claims:
            decide(name, by, why)
    _say({outcome: claims, "by": by}, f"{len(claims)} {outcome}.", as_json)


@command.command("hold", short_help="Keep claims in the case.")
@case_argument
@click.argument("claims", nargs=-1, required=True)
@by_option
@click.option("--why", required=True, help="Why, in a few words.")
@json_option
def hold(case: Path, claims: tuple[str, ...], by: str, why: str, as_json: bool) -> None:
    """Keep CLAIMS (identifiers) and their words in CASE until they are cleared.

    \b
    Example:
      custodes legal hold wuhai 3f0c9a1b2c3d4e5f --by "A. Editor" --why "the lawyer reads it"
    """
    _decide(case, "held", claims, by, why, as_json)


@command.command("clear", short_help="Let claims leave the case.")
@case_argument
@click.argument("claims", nargs=-1, required=True)
@by_option
@click.option("--why", required=True, help="Why, in a few words.")
@json_option
def clear(case: Path, claims: tuple[str, ...], by: str, why: str, as_json: bool) -> None:
    """Let CLAIMS (identifiers) leave CASE, also rumours about a named company or person.

    \b
    Example:
      custodes legal clear wuhai 3f0c9a1b2c3d4e5f --by "B. Lawyer" --why "two documents say so"
    """
    _decide(case, "cleared", claims, by, why, as_json)


@command.command("ask", short_help="Record who was asked about claims.")
@case_argument
@click.argument("claims", nargs=-1, required=True)
@click.option("--whom", required=True, help="Who was asked.")
@click.option("--what", "question", required=True, help="What was asked; it stays in the case.")
@click.option("--on", "day", type=DAY, help="The day of the question; today unless given.")
@click.option("--until", type=DAY, help="The day by which an answer was asked for.")
@by_option
@json_option
def ask(
    case: Path,
    claims: tuple[str, ...],
    whom: str,
    question: str,
    day: datetime.datetime | None,
    until: datetime.datetime | None,
    by: str,
    as_json: bool,
) -> None:
    """Record that somebody was asked about CLAIMS (identifiers) of CASE.

    A dossier says beside each claim who was asked, on which day, and what came of it.

    \b
    Example:
      custodes legal ask wuhai 3f0c9a1b2c3d4e5f --whom Northlight --what "Did you sell it?" \\
        --until 2026-12-01 --by "A. Editor"
    """
    from custodes.case import Case

    with Case.open(case) as opened:
        _must_be_there(opened, claims)
        asked = day.date() if day else datetime.datetime.now(datetime.UTC).date()
        opened.legal.ask(claims, by, whom, question, asked, until.date() if until else None)
    _say({"asked": claims, "whom": whom}, f"{whom} was asked about {len(claims)}.", as_json)


@command.command("answer", short_help="Record what was answered.")
@case_argument
@click.argument("claims", nargs=-1, required=True)
@click.option("--whom", required=True, help="Who answered: the name that was asked.")
@click.option("--words", required=True, help="The answer, in its own words.")
@click.option("--on", "day", type=DAY, help="The day of the answer; today unless given.")
@by_option
@json_option
def answer(
    case: Path,
    claims: tuple[str, ...],
    whom: str,
    words: str,
    day: datetime.datetime | None,
    by: str,
    as_json: bool,
) -> None:
    """Record the answer of who was asked about CLAIMS (identifiers) of CASE.

    \b
    Example:
      custodes legal answer wuhai 3f0c9a1b2c3d4e5f --whom Northlight --words "We did not." \\
        --by "A. Editor"
    """
    from custodes.case import Case

    with Case.open(case) as opened:
        _must_be_there(opened, claims)
        answered = day.date() if day else datetime.datetime.now(datetime.UTC).date()
        for name in claims:
            opened.legal.answer(name, by, whom, words, answered)
    _say({"answered": claims, "whom": whom}, f"The answer of {whom} is recorded.", as_json)


def _must_be_there(case: Case, claims: tuple[str, ...]) -> None:
    """Before anything is recorded: raise WrongArgumentError for what is no claim."""
    from custodes.case import WrongArgumentError

    missing = [name for name in claims if name not in case.claims_named(claims)]
    if missing:
        raise WrongArgumentError(
            f"{', '.join(missing)}: no claim of this case has this identifier, or it was rejected. "
            "'custodes claims CASE --json' gives the identifier of each claim."
        )


def _say(values: dict[str, Any], words: str, as_json: bool) -> None:
    from custodes.cli.terminal import print_json, print_line

    if as_json:
        print_json(values)
    else:
        print_line(words)
