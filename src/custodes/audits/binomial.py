"""Exact intervals for a share that was counted."""

from __future__ import annotations

from custodes.audits.errors import AuditError


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """The interval (each 0..1) of shares under which such a count is not too unlikely.

    Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26 (1934): quantiles of beta distributions. It assumes independent
    trials. Raises AuditError unless 0 <= successes <= trials, trials > 0, 0 < confidence < 1.
    """
    if not 0 <= successes <= trials or trials < 1:
        raise AuditError(f"{successes} of {trials} is no count: it needs 0 <= part <= whole, > 0")
    if not 0 < confidence < 1:
        raise AuditError(f"a confidence lies between 0 and 1, not at {confidence}")
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else betaincinv(successes, trials - successes + 1, tail)
    high = 1.0 if successes == trials else betaincinv(successes + 1, trials - successes, 1 - tail)
    return float(low), float(high)
