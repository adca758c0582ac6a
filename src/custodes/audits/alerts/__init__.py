"""What a face watchlist does in a crowd: alarms, how many are right, and who meets the wrong ones.

``audit`` computes a scenario, ``audit_trials`` what published trials counted::

    from custodes.audits.alerts import Band, Scenario, audit

    result = audit(
        Scenario(
            passers_by=Band(5_000, 20_000),
            listed=Band(0, 0.001),
            found=Band(0.7, 0.9),
            false_match_rate=Band(1e-9, 1e-7),
            list_size=Band(1_000, 1_000),
        )
    )
"""

from custodes.audits.alerts.audit import audit, audit_trials
from custodes.audits.alerts.inputs import Band, Group, Scenario

__all__ = ["Band", "Group", "Scenario", "audit", "audit_trials"]
