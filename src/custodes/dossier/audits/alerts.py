"""The page of the audit of watchlists: a thousand alarms, who bears the wrong ones, the counts."""

from __future__ import annotations

from collections.abc import Iterable

from custodes.dossier.audit_views import Section
from custodes.dossier.audits.alerts_scenario import ScenarioPage
from custodes.dossier.audits.alerts_trials import TrialsPage
from custodes.dossier.edition import Edition
from custodes.release.released import ReleasedFinding


def sections(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    """The sections of a Finding of published trials, or of a scenario."""
    kind = TrialsPage if "preset" in finding.parameters else ScenarioPage
    return kind(edition, finding).sections()
