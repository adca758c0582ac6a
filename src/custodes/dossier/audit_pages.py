"""The pages and files of a dossier's findings."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Sequence

from custodes.dossier.audit_views import FindingView, file_name, finding_view
from custodes.dossier.edition import Edition
from custodes.dossier.pictures import picture_files
from custodes.model import to_builtins
from custodes.release.released import Released


def audit_files(
    edition: Edition, views: Sequence[FindingView], page: Callable[..., str]
) -> Iterator[tuple[str, str | bytes]]:
    """Every file of the findings: the list, a page each, their pictures, data and maps.

    ``page(template, section, **values)`` fills a template.
    """
    if not views:
        return
    yield "audits.html", page("audits.html", "audits", views=views)
    for view in views:
        pictures = dict(picture_files(edition, view))
        shown = {name.rpartition(".")[0]: name for name in pictures if name.endswith(".svg")}
        yield (
            view.page,
            page("audit.html", "audits", view=view, pictures=sorted(pictures), drawn=shown),
        )
        for name, content in pictures.items():
            yield file_name(view.finding, name), content
        for name, data in view.finding.files.items():
            yield file_name(view.finding, name), data


def finding_views(edition: Edition) -> list[FindingView]:
    """The findings in their order."""
    return [finding_view(edition, finding) for finding in edition.released.findings]


def findings_json(released: Released) -> str:
    """The findings as one JSON text: what went in, what came out, without their files."""
    return json.dumps(
        [
            {
                field.name: to_builtins(getattr(finding, field.name))
                for field in dataclasses.fields(finding)
                if field.name != "files"
            }
            for finding in released.findings
        ],
        ensure_ascii=False,
        indent=1,
    )
