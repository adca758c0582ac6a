"""The dossier's files: every page from its template, the stylesheet, the script, the data."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module, metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from custodes.dossier.audit_pages import audit_files, finding_views, findings_json
from custodes.dossier.audit_views import FindingView, finding_page
from custodes.dossier.body_drawing import draw_body
from custodes.dossier.disputes import FRONT_DISPUTES, dispute_views
from custodes.dossier.edition import Edition
from custodes.dossier.entries import KINDS, Entry, entries, entry_view
from custodes.dossier.evidence_table import evidence_view
from custodes.dossier.flow_drawing import draw
from custodes.dossier.flows import flows_view
from custodes.dossier.interval_bars import bars
from custodes.dossier.matrix import matrix_view
from custodes.dossier.outlines import held_rows, outline_view
from custodes.dossier.own_words import own_words
from custodes.dossier.picks import pick
from custodes.dossier.sources import source_view
from custodes.dossier.timeline import timeline_view
from custodes.dossier.voices import voices_view
from custodes.dossier.words import InterfaceLanguage
from custodes.model import RoleName
from custodes.release.released import Released, ReleasedDocument

ASSETS = ("dossier.css", "dossier.js")
DATA_FILE = "claims.jsonl"
LISTED_FLOWS = 10
LISTED_ENTRIES = 10
LISTED_FIGURES = 30
NAVIGATION = (
    ("findings", "index.html"),
    ("evidence", "evidence.html"),
    ("sources", "sources.html"),
    ("bodies", "bodies.html"),
    ("audits", "audits.html"),
    ("method", "method.html"),
)
ROLE_ORDER: tuple[RoleName, ...] = (
    "actor",
    "source",
    "recipient",
    "supplier",
    "group",
    "action",
    "technology",
    "programme",
    "data",
    "purpose",
    "instrument",
    "basis",
    "place",
    "time",
)


def write_dossier(released: Released, out: Path, language: InterfaceLanguage) -> Path:
    """Write the HTML dossier into the folder ``out`` and return its ``index.html``.

    The folder opens from disk without a request to the network. Every file goes through
    ``release.Outgoing``, which raises if a masked name is in its name or content.
    """
    from custodes.release import Outgoing

    with Outgoing(out, released, own_words()) as outgoing:
        for name, content in render(released, language):
            outgoing.write(name, content)
    return out / "index.html"


def write_findings(
    released: Released, out: Path, language: InterfaceLanguage, numbers: Collection[int] = ()
) -> Path:
    """Write findings with the sources they cite, and no more, to ``out``; return the first page.

    ``numbers`` chooses among the findings of the release; by default all are written.
    """
    from custodes.release import Outgoing

    chosen = tuple(
        finding for finding in released.findings if not numbers or finding.number in numbers
    )
    alone = dataclasses.replace(released, findings=chosen)
    edition = Edition(alone, language)
    press = _Press(edition, "", alone=True)
    pages = dict(audit_files(edition, finding_views(edition), press.page))
    for document in released.documents:
        view = source_view(edition, document)
        pages[view.page] = press.page("source.html", "sources", view=view)
    with Outgoing(out, released, own_words()) as outgoing:
        for name in ASSETS:
            outgoing.write(name, _asset(name))
        for name, content in pages.items():
            outgoing.write(name, content)
        outgoing.write("findings.json", findings_json(alone))
    return out / (finding_page(chosen[0]) if len(chosen) == 1 else "audits.html")


Content = str | bytes
Sheet = tuple[str, Callable[[], Content]]
"""The name of a file, relative to the dossier's folder, and what makes its content."""


def render(released: Released, language: InterfaceLanguage) -> Iterator[tuple[str, Content]]:
    """Every file of the dossier: its name, relative to the dossier's folder, and its content."""
    for name, make in sheets(released, language):
        yield name, make()


def sheets(released: Released, language: InterfaceLanguage) -> Iterator[Sheet]:
    """Every file of the dossier by name, made when it is asked for."""
    edition = Edition(released, language)
    everyone = entries(edition)
    edition.entry_pages = {(entry.kind, entry.key): entry.page for entry in everyone if entry.page}
    data = _claims_data(released)
    press = _Press(edition, DATA_FILE if data is not None else "")
    page = press.page
    for name in ASSETS:
        yield name, partial(_asset, name)
    if data is not None:
        yield DATA_FILE, lambda: data
    # their drawings are made once, for the front page and for their own
    findings = finding_views(edition)
    yield "index.html", partial(_front, edition, press, everyone, findings)
    if released.disagreements:
        yield (
            "disagreements.html",
            lambda: page("disagreements.html", "findings", disputes=dispute_views(edition)),
        )
    for part in range(len(edition.evidence_parts)):
        yield edition.evidence_page(part), partial(_evidence, edition, press, part)
    listed = [
        (document, len(edition.claims_of[document.identifier])) for document in released.documents
    ]
    yield "sources.html", lambda: page("sources.html", "sources", listed=listed)
    for document in released.documents:
        yield edition.source_page(document), partial(_source, edition, press, document)
    for name, content in audit_files(edition, findings, page):
        yield name, partial(_as_it_is, content)
    if released.findings:
        yield "findings.json", lambda: findings_json(released)
    groups = [(kind, [entry for entry in everyone if entry.kind == kind]) for kind in KINDS]
    yield "bodies.html", lambda: page("bodies.html", "bodies", groups=groups)
    for entry in everyone:
        if entry.page:
            yield entry.page, partial(_body, edition, press, entry)
    yield "method.html", partial(_method, edition, press)


def _as_it_is(content: Content) -> Content:
    return content


def _evidence(edition: Edition, press: _Press, part: int) -> str:
    return press.page("evidence.html", "evidence", view=evidence_view(edition, part))


def _source(edition: Edition, press: _Press, document: ReleasedDocument) -> str:
    return press.page("source.html", "sources", view=source_view(edition, document))


def _asset(name: str) -> str:
    return files("custodes.dossier").joinpath("assets", name).read_text("utf-8")


class _Press:
    """Fills templates with what all pages share."""

    def __init__(self, edition: Edition, data_file: str, alone: bool = False) -> None:
        self.environment = Environment(
            loader=PackageLoader("custodes.dossier"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        failed = sorted(edition.released.failed.items(), key=lambda item: -item[1])
        self.environment.globals.update(
            ed=edition,
            w=edition.words,
            navigation=[
                entry
                for entry in NAVIGATION
                if (entry[0] == "audits" and edition.released.findings)
                or (entry[0] != "audits" and not alone)
            ],
            alone=alone,
            version=_version(),
            failures=sum(edition.released.failed.values()),
            failed=[(_reason(code, edition.language), count) for code, count in failed],
            data_file=data_file,
            role_order=ROLE_ORDER,
        )

    def page(self, template: str, section: str, **values: Any) -> str:
        """One page; ``section`` is the entry of the navigation that it belongs to."""
        return self.environment.get_template(template).render(section=section, **values)


def _front(
    edition: Edition,
    press: _Press,
    everyone: Iterable[Entry],
    findings: Sequence[FindingView],
) -> str:
    claims = edition.released.claims
    flows = flows_view(edition, claims)
    drawing, undrawn = Markup(""), flows.drawn[:0]
    if flows.drawn:
        label = edition.words.entries["flows.label"]
        drawing, undrawn = draw(edition, flows.drawn, flows.labels, label)
    listed = (*undrawn, *flows.listed)
    voices = voices_view(edition, claims)
    by_kind = {kind: total for kind, total, _ in voices.counts}
    disputes = dispute_views(edition)
    outline = outline_view(edition, findings)
    ranked = [(kind, [entry for entry in everyone if entry.kind == kind]) for kind in KINDS]
    return press.page(
        "front.html",
        "findings",
        span=_span(edition),
        types=Counter(claim.type for claim in claims).most_common(),
        key_figures=_key_figures(edition, len(disputes)),
        outline=outline,
        # what an editor chose stands in the place of what the rules would choose
        findings=[] if outline else findings,
        disputes=disputes[:FRONT_DISPUTES],
        all_disputes=len(disputes),
        picked=[] if outline else _picked(edition),
        flows=flows,
        flow_drawing=drawing,
        flow_classes=list(flows.recipient_classes.items())[:3],
        listed=listed[:LISTED_FLOWS],
        listed_total=len(listed),
        one_ended=flows.one_ended[: max(4, LISTED_FLOWS - len(listed))],
        voices=voices,
        voice_documents=by_kind.get("document", 0),
        matrix=matrix_view(edition, claims),
        timeline=timeline_view(edition, claims),
        entries=[(kind, found[:LISTED_ENTRIES], len(found)) for kind, found in ranked if found],
    )


def _span(edition: Edition) -> str:
    """The years in which the sources were published."""
    years = [
        day.year
        for document in edition.released.documents
        if document.published
        for day in (document.published.first, document.published.last)
        if day
    ]
    if not years:
        return ""
    return str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"


def _key_figures(edition: Edition, disputes: int) -> list[tuple[str, Markup, str]]:
    words, claims = edition.words, edition.released.claims
    counted: list[tuple[int, str, str]] = [
        (len(claims), "claims", edition.evidence()),
        (sum(c.type == "data_flow" for c in claims), "flows", edition.evidence(type="data_flow")),
        (
            sum(c.status == "required" for c in claims),
            "required",
            edition.evidence(status="required"),
        ),
        (sum(c.stance == "infers" for c in claims), "infers", edition.evidence(stance="infers")),
        (sum(c.stance == "denies" for c in claims), "denies", edition.evidence(stance="denies")),
        (disputes, "disagreements", "disagreements.html"),
    ]
    return [
        (f"{count:,}", words(f"key.{name}", n=count), target)
        for count, name, target in counted
        if count
    ]


def _picked(edition: Edition) -> list[Mapping[str, Any]]:
    picks = pick(
        edition.released.claims,
        {copy.identifier: first for first, copies in edition.copies_of.items() for copy in copies},
    )
    shown: list[tuple[str, Any, int, str, int]] = []
    claims = edition.released.claims
    required = sum(claim.status == "required" for claim in claims)
    acted = sum(claim.type == "targeting" for claim in claims)
    counted = sum(bool(claim.quantities) for claim in claims)
    shown.append(
        ("figures", picks.figures, picks.figures_of, edition.evidence(figures="yes"), counted)
    )
    shown.append(
        ("demands", picks.demands, picks.demands_of, edition.evidence(status="required"), required)
    )
    shown.append(
        ("people", picks.people, picks.people_of, edition.evidence(type="targeting"), acted)
    )
    return [
        {"key": key, "claims": chosen, "total": total, "target": target, "all": everything}
        for key, chosen, total, target, everything in shown
    ]


def _body(edition: Edition, press: _Press, entry: Entry) -> str:
    view = entry_view(edition, entry)
    drawing, undrawn = draw_body(edition, view)
    shown = view.figures[:LISTED_FIGURES]
    drawn = bars(edition, [counted.quantity.quantity for counted in shown])
    return press.page(
        "body.html",
        "bodies",
        view=view,
        drawing=drawing,
        undrawn=undrawn,
        figures=list(zip(shown, drawn, strict=True)),
    )


def _method(edition: Edition, press: _Press) -> str:
    claims = edition.released.claims
    made = Counter((claim.extractor, claim.extractor_version) for claim in claims)
    decided = Counter(claim.decision or "none" for claim in claims)
    bands = Counter(min(9, int(claim.confidence * 10)) for claim in claims)
    return press.page(
        "method.html",
        "method",
        voices=voices_view(edition, claims),
        extractors=[(name, version, count) for (name, version), count in made.most_common()],
        decisions=decided.most_common(),
        held=held_rows(edition),
        confidence=[
            (f"{band / 10:.1f}", f"{(band + 1) / 10:.1f}", bands[band]) for band in sorted(bands)
        ],
        omitted=sum(
            document.paragraph_count - len(document.paragraphs)
            for document in edition.released.documents
        ),
    )


def _claims_data(released: Released) -> str | None:
    """The claims as JSON lines, if the room has its writer of them."""
    try:
        module = import_module("custodes.dossier.claims_jsonl")
    except ModuleNotFoundError:
        return None
    text: str = module.claims_jsonl(released)
    return text


def _reason(code: str, language: InterfaceLanguage) -> str:
    """Why documents were not read, in words where the reading room has them."""
    import custodes.reading as reading

    reasons: Mapping[str, Mapping[str, str]] = getattr(reading, "REASONS", {})
    return reasons.get(code, {}).get(language, code)


def _version() -> str:
    try:
        return metadata.version("custodes")
    except metadata.PackageNotFoundError:
        return ""
