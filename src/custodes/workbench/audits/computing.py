"""What an audit gives for a form that was filled in: one function an audit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from custodes.audits import Result
from custodes.case import Case
from custodes.workbench.audits.forms import Field, fields_of, filled, numbers_of
from custodes.workbench.audits.of_files import exposure, linkage

Progress = Callable[[str, int, int], None]
Sent = Mapping[str, Sequence[str]]
"""What was sent: the values of each field."""

LIGHT_PEOPLE, LIGHT_DAYS, LIGHT_LISTS = 10_000, 3, 400
"""A dragnet up to this size (people, days, lists asked for) answers while one types."""
FEW_CLAIMS = 3_000
"""Of so many claims the principles are answered while one types."""

_CLAIM = re.compile(r"[0-9a-f]{16}")


def compute(
    kind: str,
    sent: Sent,
    case: Case,
    progress: Progress,
    files: Mapping[str, Path] = MappingProxyType({}),
) -> Result:
    """The result of an audit; raises AuditError where what was filled in gives none.

    ``files`` are those that were sent, by what each is for.
    """
    ways = {
        "alerts": _alerts,
        "dragnet": _dragnet,
        "principles": _principles,
        "worksheet": _worksheet,
    }
    if kind == "exposure":
        return exposure(sent, case, progress, files)
    if kind == "linkage":
        return linkage(sent, case, progress, files)
    return ways[kind](sent, case, progress)


def is_quick(kind: str, sent: Sent, case: Case) -> bool:
    """Whether it answers in the blink of an eye, so that it is computed while one types."""
    if kind in ("alerts", "worksheet"):
        return not sent.get("check")
    if kind == "dragnet":
        form = _form(kind, sent)
        lists = form["points"].low_number * len(numbers_of(form["radii"].value, "radii"))
        lists *= len(numbers_of(form["windows"].value, "windows"))
        lists *= len(numbers_of(form["dwells"].value, "dwells"))
        return (
            form["people"].low_number <= LIGHT_PEOPLE
            and form["days"].low_number <= LIGHT_DAYS
            and lists <= LIGHT_LISTS
        )
    if kind == "principles":
        return int(case.rows("SELECT count(*) FROM claims")[0][0]) <= FEW_CLAIMS
    return False


def first(sent: Sent) -> dict[str, str]:
    """The first value of each field."""
    return {name: values[0] for name, values in sent.items() if values}


def _form(kind: str, sent: Sent) -> dict[str, Field]:
    return {field.name: field for field in filled(fields_of(kind), first(sent))}


def _alerts(sent: Sent, case: Case, progress: Progress) -> Result:
    from custodes.audits.alerts import audit, audit_trials
    from custodes.audits.alerts.reading import scenario_from

    del case, progress
    if sent.get("preset"):
        return audit_trials(sent["preset"])
    form = _form("alerts", sent)
    seed = int(form.pop("seed").low_number)
    inputs = {
        name: {"low": field.low_number, "high": field.high_number, "source": field.source}
        for name, field in form.items()
    }
    claims = [field.source for field in form.values() if _CLAIM.fullmatch(field.source)]
    return audit(scenario_from(inputs, where="form"), seed=seed, claims=dict.fromkeys(claims))


def _dragnet(sent: Sent, case: Case, progress: Progress) -> Result:
    from custodes.audits.dragnet import audit

    del case
    form = _form("dragnet", sent)
    return audit(
        people=int(form["people"].low_number),
        days=int(form["days"].low_number),
        seed=int(form["seed"].low_number),
        width_km=form["width_km"].low_number,
        profile=form["profile"].value,
        radii=numbers_of(form["radii"].value, "radii"),
        windows=numbers_of(form["windows"].value, "windows"),
        dwells=numbers_of(form["dwells"].value, "dwells"),
        area_metres=form["area_metres"].low_number,
        event_minutes=form["event_minutes"].low_number,
        fix_minutes=form["fix_minutes"].low_number,
        positioning=form["positioning"].value,
        points=int(form["points"].low_number),
        density=form["density"].low_number if form["density"].changed else None,
        progress=progress,
    )


def _principles(sent: Sent, case: Case, progress: Progress) -> Result:
    from custodes.audits.principles import audit

    del progress
    form = _form("principles", sent)
    about, place = form["about"].value, form["place"].value
    return audit(case, sent.get("instrument", ()), about=about, place=place)


def _worksheet(sent: Sent, case: Case, progress: Progress) -> Result:
    from custodes.audits.worksheet import audit, check
    from custodes.workbench.audits.sheets import moved

    del progress
    if sent.get("check"):
        return check(case)
    return audit(moved(first(sent)), case)
