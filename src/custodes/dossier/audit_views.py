"""A finding as a page shows it: the sections of its audit, what went in, what it assumes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from custodes.audits.sourced import ASSUMED, NOT_SEEN
from custodes.dossier.edition import Edition
from custodes.dossier.interval_bars import bars
from custodes.dossier.words import InterfaceLanguage
from custodes.model import Finding, Quantity
from custodes.release.findings import public
from custodes.release.released import ReleasedClaim, ReleasedFinding


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its words: the title is what it shows, the subtitle how to read it.

    ``name`` (a-z, hyphens) names its picture files. ``wide`` is drawn for 1080 pixels, ``narrow``
    for 358; ``wide`` alone serves both where it is at most 358 wide. ``key`` pairs a small drawing
    with its words. ``caption`` says where it is from and what is not drawn.
    """

    name: str
    title: Markup | str
    wide: Markup
    narrow: Markup | str = ""
    subtitle: Markup | str = ""
    key: Sequence[tuple[Markup, Markup | str]] = ()
    caption: Markup | str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, in this order; whatever is empty is left out.

    ``columns`` are headings; a heading that begins with ``#`` is of a column of numbers. The first
    cell of each row is its heading.
    """

    heading: Markup | str
    intro: Markup | str = ""
    figures: Sequence[Figure] = ()
    columns: Sequence[Markup | str] = ()
    rows: Sequence[Sequence[Markup | str]] = ()
    points: Sequence[Markup | str] = ()
    note: Markup | str = ""


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding on its page."""

    finding: ReleasedFinding
    page: str
    title: Markup
    words: Markup
    claims: tuple[ReleasedClaim, ...]
    sections: tuple[Section, ...]
    figures: tuple[tuple[Markup, str, Markup], ...]
    parameters: tuple[tuple[Markup, Markup, Markup], ...]
    assumptions: tuple[Markup, ...]
    files: tuple[tuple[str, str], ...]


def finding_page(finding: ReleasedFinding) -> str:
    """The file name of a finding's page."""
    return f"audit-{finding.method}-{finding.number}.html"


def file_name(finding: ReleasedFinding, name: str) -> str:
    """Where a finding's file of this name lies in the dossier."""
    return f"audits/{finding.method}-{finding.number}/{name}"


def wording(edition: Edition, words: Any) -> Markup:
    """What a Wording says in the edition's language, escaped and masked."""
    return edition.foreign(words.get(edition.language) or next(iter(words.values()), ""))


def finding_view(edition: Edition, finding: ReleasedFinding) -> FindingView:
    """All that the page of a finding shows."""
    drawn = bars(edition, list(finding.figures.values()))
    return FindingView(
        finding=finding,
        page=finding_page(finding),
        title=wording(edition, finding.title),
        words=wording(edition, finding.words),
        claims=tuple(edition.claims[claim] for claim in finding.claims if claim in edition.claims),
        sections=tuple(sections(edition, finding)),
        figures=tuple(
            (labelled(edition, finding, "figure", name), edition.interval(quantity, True), bar)
            for (name, quantity), bar in zip(finding.figures.items(), drawn, strict=True)
        ),
        parameters=tuple(_parameters(edition, finding)),
        assumptions=tuple(wording(edition, words) for words in finding.assumptions),
        files=tuple((name, file_name(finding, name)) for name in finding.files),
    )


def sections(edition: Edition, finding: ReleasedFinding) -> Iterator[Section]:
    """The sections of the finding's audit, if it has a module of pages."""
    module = _module(finding)
    if module is not None:
        yield from module.sections(edition, finding)


def _module(finding: ReleasedFinding) -> Any:
    if files("custodes.dossier.audits").joinpath(f"{finding.method}.py").is_file():
        return import_module(f"custodes.dossier.audits.{finding.method}")
    return None


def labelled(edition: Edition, finding: ReleasedFinding, what: str, name: str) -> Markup:
    """The interface's words for a figure or parameter of an audit, or its name.

    An audit whose names hold numbers has ``label(edition, what, name)`` in its module, which
    returns its words, or nothing for a name that it does not know.
    """
    key = f"audit.{finding.method}.{what}.{name}"
    if key in edition.words:
        return edition.words(key)
    label = getattr(_module(finding), "label", None)
    return (label and label(edition, what, name)) or edition.foreign(name.replace("_", " "))


def figure_labels(finding: Finding, language: InterfaceLanguage) -> dict[str, str]:
    """What the pages call each figure of a finding, as plain words."""
    released = public("", [(finding, {})])
    edition = Edition(released, language)
    (outward,) = released.findings
    return {
        name: labelled(edition, outward, "figure", name).striptags() for name in finding.figures
    }


def number(edition: Edition, value: float, digits: int = 3) -> str:
    """A number to so many significant digits, whole numbers with thousands separators."""
    if value == int(value) or abs(value) >= 10**digits:
        return f"{round(value):,}"
    return f"{value:.{digits}g}"


def _parameters(
    edition: Edition, finding: ReleasedFinding
) -> Iterable[tuple[Markup, Markup, Markup]]:
    for name, written in finding.parameters.items():
        source = finding.sources.get(name, "")
        claim = edition.claims.get(source)
        cited = (
            Markup('<a class="ref" href="{}">{}</a>').format(edition.place_of(claim), claim.number)
            if claim
            else _cited(edition, source)
        )
        yield labelled(edition, finding, "parameter", name), value(edition, written), cited


def _cited(edition: Edition, source: str) -> Markup:
    """A source in the interface's words where it is none, or one that nobody has read."""
    if source == ASSUMED:
        return edition.words("audit.assumed")
    if source.endswith(NOT_SEEN):
        unread = edition.words("audit.not_seen")
        return Markup("{} {}").format(edition.foreign(source.removesuffix(NOT_SEEN)), unread)
    return edition.foreign(source)


def value(edition: Edition, written: str) -> Markup:
    """A parameter, which is JSON text, as a reader sees it: ends of an interval, words, claims."""
    try:
        parsed = json.loads(written)
    except ValueError:
        return edition.foreign(written)
    return _shown(edition, parsed)


def _shown(edition: Edition, parsed: Any) -> Markup:
    if isinstance(parsed, bool) or parsed is None:
        return escape(edition.words(f"audit.{json.dumps(parsed)}"))
    if isinstance(parsed, int | float):
        return escape(edition.number(parsed))
    if isinstance(parsed, str):
        claim = edition.claims.get(parsed)
        if claim is None:
            return edition.foreign(parsed)
        return Markup('<a class="ref" href="{}">{}</a>').format(
            edition.place_of(claim), claim.number
        )
    if isinstance(parsed, dict):
        parts = [
            Markup("{}: {}").format(edition.foreign(name), _shown(edition, item))
            for name, item in parsed.items()
        ]
        return Markup("; ").join(parts)
    ends = len(parsed) == 2 and all(type(end) in (int, float) for end in parsed)
    if ends and parsed[0] <= parsed[1]:
        return escape(edition.interval(Quantity(parsed[0], parsed[1]), True))
    return escape(edition.words("list.comma")).join(_shown(edition, item) for item in parsed)
