"""Intervals for a share that was counted in clusters: alarms of one deployment are alike.

The same camera, list, light and crowd make the alarms of a deployment resemble one another, so that
n of them say less than n alarms drawn one by one. The design effect says how much less: n alarms
are worth n / effect independent ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from custodes.audits.errors import AuditError

CONFIDENCE = 0.95

Counts = Sequence[tuple[int, int]]
"""Of each cluster, how many were right and how many wrong."""


def clustered_interval(
    successes: float,
    trials: float,
    design_effect: float,
    clusters: int | None = None,
    confidence: float = CONFIDENCE,
) -> tuple[float, float]:
    """The interval (each 0..1) of Korn and Graubard for a share counted in clusters.

    Clopper and Pearson's interval for ``trials / design_effect`` trials, and, where the design
    effect was estimated from ``clusters`` of them, that number multiplied by the squared quotient
    of the quantiles of Student's t with ``trials - 1`` and ``clusters - 1`` degrees of freedom.
    Korn and Graubard, "Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data", Survey Methodology 24 (1998). Never narrower than
    with independent trials. Raises AuditError for counts larger than the whole.
    """
    if not 0 <= successes <= trials or trials <= 0:
        raise AuditError(f"{successes:g} of {trials:g} is no count: a part is at most the whole")
    from scipy.special import betaincinv, stdtrit

    tail = (1 - confidence) / 2
    worth = trials / max(1.0, design_effect)
    if clusters is not None and clusters > 1 and trials > 1:
        worth *= float(stdtrit(trials - 1, tail) / stdtrit(clusters - 1, tail)) ** 2
    worth = min(worth, float(trials))
    part = worth * successes / trials
    low = 0.0 if successes == 0 else float(betaincinv(part, worth - part + 1, tail))
    high = 1.0 if successes == trials else float(betaincinv(part + 1, worth - part, 1 - tail))
    return low, high


def estimated_design_effect(counts: Counts) -> float:
    """The design effect of the share of all that were right, from the counts of each cluster.

    The variance of a quotient of cluster totals (Cochran, "Sampling Techniques", 3rd ed. 1977,
    section 3.12 on cluster sampling) by that of independent trials. At least 1.
    """
    clusters = [(right, right + wrong) for right, wrong in counts if right + wrong]
    total = sum(size for _, size in clusters)
    share = sum(right for right, _ in clusters) / total
    if len(clusters) < 2 or share in (0, 1):
        return 1.0
    squares = sum((right - share * size) ** 2 for right, size in clusters)
    variance = len(clusters) / (len(clusters) - 1) * squares / total**2
    return max(1.0, variance / (share * (1 - share) / total))


def expected_design_effect(trials: float, clusters: float, correlation: float) -> float:
    """1 + (m - 1) rho for clusters of the mean size m (Kish, "Survey Sampling", 1965).

    Clusters of unequal size have a greater one, so that this is the least.
    """
    return max(1.0, 1 + (trials / clusters - 1) * correlation)


def overdispersion(counts: Counts) -> float:
    """The intra-cluster correlation (0..1) of the likeliest beta-binomial distribution.

    Skellam, "A probability distribution derived from the binomial distribution by regarding the
    probability of success as variable between the sets of trials", J. R. Stat. Soc. B 10 (1948).
    """
    clusters = [(right, wrong) for right, wrong in counts if right + wrong]

    def unlikeliness(share: float, correlation: float) -> float:
        spread = (1 - correlation) / correlation
        a, b = share * spread, (1 - share) * spread
        return sum(_log_beta(a, b) - _log_beta(right + a, wrong + b) for right, wrong in clusters)

    def best_share(correlation: float) -> float:
        return unlikeliness(
            _least(lambda share: unlikeliness(share, correlation), 1e-3, 1 - 1e-3), correlation
        )

    return _least(best_share, 1e-4, 1 - 1e-3)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _least(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one valley is least, by golden sections."""
    golden = (math.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(40):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = function(right)
    return (low + high) / 2
