"""Which runs of units become quotes: the set with the most expected hits for its size."""

from __future__ import annotations

from collections.abc import Sequence


def best_runs(runs: Sequence[tuple[int, int]], gains: Sequence[float], count: int) -> list[int]:
    """The numbers of the runs of a set without overlap whose gains add up to the most.

    ``runs`` are ``first..last`` (both included) of ``count`` units, ``gains`` what each adds
    (negative: it costs more than it is worth). A run of no gain is never taken. With gain
    p - F/2 the set maximises expected F1 (Lipton, Elkan and Narayanaswamy 2014, theorem 1).
    """
    ending: list[list[int]] = [[] for _ in range(count)]
    for number, (_, last) in enumerate(runs):
        if gains[number] > 0:
            ending[last].append(number)
    best = [0.0] * (count + 1)
    taken = [-1] * (count + 1)
    for unit in range(count):
        best[unit + 1] = best[unit]
        for number in ending[unit]:
            total = best[runs[number][0]] + gains[number]
            if total > best[unit + 1]:
                best[unit + 1] = total
                taken[unit + 1] = number
    chosen: list[int] = []
    unit = count
    while unit > 0:
        if taken[unit] >= 0:
            chosen.append(taken[unit])
            unit = runs[taken[unit]][0]
        else:
            unit -= 1
    return chosen[::-1]
