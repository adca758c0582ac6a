"""alerts: what a face watchlist does in a crowd."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.audits.alerts.inputs import Scenario, from_parameters
from custodes.audits.errors import AuditError
from custodes.audits.results import Result

if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.model import Finding

VERSION = "1"
DRAWS = 10_000
SEED = 1


def audit(
    scenario: Scenario,
    *,
    seed: int = SEED,
    draws: int = DRAWS,
    setting: str = "scenario",
    claims: Iterable[str] = (),
    place: tuple[str, str] | None = None,
) -> Result:
    """What a watchlist does in a crowd whose inputs lie within their bands.

    Figures (in the Finding as intervals, exact over all combinations within the bands; the same
    simulated, from the 5th to the 95th hundredth, in its table ``figures``): the share of alarms
    that are right, false and true alarms a day, false alarms a year and in a million faces, how
    many of 100,000 faces must be listed for most alarms to be right, and the alarms that a listed
    and an unlisted person meet in a year. ``seed`` is that of the simulation, ``draws`` at least
    100. ``setting`` chooses the words ("scenario", "estate", "street"); ``claims`` are
    identifiers of claims that call for it, ``place`` is where: a name and the claim that gives it.
    Raises AuditError for fewer draws.
    """
    from custodes.audits.alerts.scenario_result import scenario_result

    if draws < 100:
        raise AuditError(f"{draws} draws are too few for a simulation: take at least 100")
    return scenario_result(
        scenario,
        version=VERSION,
        seed=seed,
        draws=draws,
        setting=setting,
        claims=claims,
        place=place,
    )


def audit_trials(names: Sequence[str]) -> Result:
    """What the published counts of these trials say, side by side.

    Figures: the share of alarms that were right, the false alarms in a million faces, the share of
    listed persons noticed and of false alarms that a group bore, each as far as the trial publishes
    the counts, with Clopper and Pearson's interval and a wider one for alarms that cluster by
    deployment; and what published rates predict for it. Raises AuditError for a name that there is
    no trial of, and for none.
    """
    from custodes.audits.alerts.trial_result import trials_result
    from custodes.audits.alerts.trials import trial

    if not names:
        raise AuditError("name at least one published trial")
    return trials_result([trial(name) for name in dict.fromkeys(names)], VERSION)


def recompute(finding: Finding, case: Case, data: Mapping[str, Path] | None = None) -> Result:
    """The same audit again from what the Finding names; it needs neither files nor documents."""
    values = {name: json.loads(written) for name, written in finding.parameters.items()}
    if "preset" in values:
        return audit_trials(values["preset"])
    return audit(
        from_parameters(values, finding.sources),
        seed=values["seed"],
        draws=values["draws"],
        setting=values["setting"],
        claims=finding.claims,
        place=(values["place"], finding.sources["place"]) if "place" in values else None,
    )


def called_for(case: Case) -> Iterator[Result]:
    """A scenario for each kind of place where the claims speak of a face watchlist's alarms."""
    from custodes.audits.alerts.calls import calls

    for call in calls(case):
        yield audit(call.scenario, setting=call.setting, claims=call.claims, place=call.place)
