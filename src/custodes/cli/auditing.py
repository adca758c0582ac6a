"""What every ``custodes audit`` command does with its result: keep it, write it, print it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from custodes.cli.options import PATH, Decorator, json_option

if TYPE_CHECKING:
    from custodes.audits import Result
    from custodes.case import Case
    from custodes.dossier.words import InterfaceLanguage
    from custodes.model import Finding, Quantity

ASSUMES = {"en": "assumes", "zh": "假设"}
_case = click.option("--case", "case_path", type=PATH, help="Keep the result in this case.")
_out = click.option(
    "--out", type=PATH, help="Write the result here, as a page with its pictures and data."
)
_language = click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    default="en",
    show_default=True,
    help="The language of the page and of what is printed.",
)


def audit_options(command: Any) -> Any:
    """The options of every audit: ``case_path``, ``out``, ``language`` and ``as_json``."""
    decorators: Sequence[Decorator] = (json_option, _language, _out, _case)
    for decorate in decorators:
        command = decorate(command)
    return command


@contextlib.contextmanager
def opened(case_path: Path | None) -> Iterator[Case | None]:
    """The case of ``--case``, or None without one."""
    if case_path is None:
        yield None
        return
    from custodes.case import Case

    with Case.open(case_path) as case:
        yield case


def deliver(
    results: Sequence[Result],
    *,
    case: Case | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Keep the results in the case, write them to ``out``, and print them.

    Whatever is written passes the gate: that of the case, or, for an audit of public data alone,
    one that has nothing to mask.
    """
    from custodes.cli.terminal import print_json, print_line, say

    chosen: InterfaceLanguage = "zh" if language == "zh" else "en"
    for result in results:
        if case is not None:
            case.keep_finding(result.finding, result.files)
            say(f"kept in {case.path} as {result.finding.identifier}")
    if out is not None:
        say(f"written to {_write(results, case, out, chosen)}")
    if as_json:
        print_json([_outward(result.finding) for result in results])
        return
    for result in results:
        _print(result, chosen)
        print_line()


def _outward(finding: Finding) -> Finding:
    """The finding without what stays inside of a case."""
    from custodes.release import PRIVATE

    parameters = {
        name: value for name, value in finding.parameters.items() if not name.startswith(PRIVATE)
    }
    return dataclasses.replace(finding, parameters=parameters)


def _write(
    results: Sequence[Result], case: Case | None, out: Path, language: InterfaceLanguage
) -> Path:
    from custodes.dossier import write_findings
    from custodes.release import public, release

    if case is None:
        title = results[0].finding.title
        words = title.get(language) or next(iter(title.values()), "")
        pairs = [(result.finding, result.files) for result in results]
        return write_findings(public(words, pairs), out, language)
    wanted = {result.finding.identifier for result in results}
    numbers = [
        number
        for number, finding in enumerate(case.findings(), start=1)
        if finding.identifier in wanted
    ]
    return write_findings(release(case), out, language, numbers)


def _print(result: Result, language: InterfaceLanguage) -> None:
    from custodes.cli.terminal import Column, print_line, print_table
    from custodes.dossier import figure_labels

    finding = result.finding
    for words in (finding.title, finding.words):
        print_line(words.get(language) or next(iter(words.values()), ""))
    if finding.verdict:
        print_line(f"verdict: {finding.verdict}")
    columns = (Column("figure"), Column("low", number=True), Column("high", number=True))
    labels = figure_labels(finding, language)
    rows = [
        (
            " ".join(part for part in (labels[name], _unit(quantity)) if part),
            _end(quantity.low),
            _end(quantity.high),
        )
        for name, quantity in finding.figures.items()
    ]
    print_table(columns, rows)
    for assumption in finding.assumptions:
        print_line(
            f"{ASSUMES[language]}: " + (assumption.get(language) or next(iter(assumption.values())))
        )


def _unit(quantity: Quantity) -> str:
    return f"({quantity.unit})" if quantity.unit else ""


def _end(end: float | None) -> str:
    if end is None:
        return "…"
    return f"{end:,.0f}" if end == int(end) else f"{end:,.4g}"
