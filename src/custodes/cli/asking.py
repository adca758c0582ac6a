"""Asking a language model of the user's own about a case, with the person looking on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from custodes.cli import progress
from custodes.cli.terminal import say

if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.case.asking import AskReport

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

model_endpoint_option: Decorator = click.option(
    "--model-endpoint",
    metavar="URL",
    default="",
    help="Also ask a language model on this machine (OpenAI-compatible, http://127.0.0.1:PORT/v1).",
)
"""``model_endpoint: str``, empty for none: nothing is asked unless the user says so."""

model_option: Decorator = click.option(
    "--model",
    metavar="NAME",
    default="",
    help="The model to ask; by default the first that the endpoint names.",
)
"""``model: str``."""


def check_address(url: str) -> None:
    """Raise EndpointError, before anything is done, for an address that is not of this machine."""
    from custodes.evidence.language_model.endpoint import Endpoint

    if url:
        Endpoint.at(url, "unasked")


def ask_about(case: Case, url: str, model: str) -> AskReport | None:
    """Ask about what was not asked yet, showing progress; None where the endpoint gave no name.

    What failed is said on standard error: it costs the model's claims and nothing else.
    """
    from custodes.evidence.language_model.endpoint import Endpoint, EndpointError

    try:
        endpoint = Endpoint.at(url, model)
    except EndpointError as error:
        say(f"{error}. The documents are in; the same command asks again.")
        return None
    with progress.shown() as show:
        report = case.ask(endpoint, show)
    for name, why in report.failures:
        say(f"not asked about {name}: {why}")
    if report.left:
        say(
            f"gave up after {len(report.failures)} failures; {report.left} documents were not tried"
        )
    return report


def told(report: AskReport) -> str:
    """What came of it, in words."""
    return (
        f"the language model was asked about {report.asked} documents and added {report.claims} "
        f"claims; {report.dropped} that the texts do not hold were dropped"
    )
