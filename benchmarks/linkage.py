"""How fast the audit linkage finds who is unique, beside other ways to find out, in one run.

    python benchmarks/linkage.py [--people N] [--million] [--skmob-python PATH]

N people (100,000) with 100 points each, hours of a fortnight at 5,000 places of which the i-th is
visited 1/i as often as the first, and four random points known of each person: are they the only
one with all four? Each way runs in a process of its own, so that its peak memory is its own, and
begins with the same rows in memory; making them is not timed. Ways that would take hours are timed
on so many people as take seconds, and again on twice as many to see whether time grows in
proportion; their seconds for all people are scaled from the larger of the two. Before that all
ways answer for a small crowd and must agree, person by person.

--million runs ours alone for a million people. scikit-mobility needs numpy below 2 and so an
interpreter of its own (--skmob-python); it computes the worst case over all choices of points, so
that it is asked for people of whom just four points are held, where both say the same.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

POINTS_EACH, HOURS, PLACES, KNOWN = 100, 336, 5_000, 4
Rows = tuple[Any, Any]
Way = Callable[[Rows, Any, Any], Any]


def made_rows(
    people: int,
    seed: int = 1,
    each: int = POINTS_EACH,
    places: int = PLACES,
    hours: int = HOURS,
) -> Rows:
    """Person and point of each row, int32, person by person."""
    random = np.random.default_rng(seed)
    visits = np.cumsum(1 / np.arange(1, places + 1))
    person = np.repeat(np.arange(people, dtype=np.int32), each)
    point = np.empty(person.size, np.int32)
    for begin in range(0, person.size, 1 << 22):
        part = slice(begin, min(begin + (1 << 22), person.size))
        size = part.stop - part.start
        place = np.searchsorted(visits, random.random(size) * visits[-1])
        point[part] = random.integers(0, hours, size) * places + place
    return person, point


def drawn_points(rows: Rows, people: int) -> Any:
    """Four points of each person, (people, 4), the same for every way."""
    from custodes.audits.linkage.index_kernels import draw_points
    from custodes.audits.linkage.traces import index_traces

    traces = index_traces(*rows, people)
    return draw_points(traces.starts, traces.points, np.arange(people), KNOWN, 7)


def by_custodes(rows: Rows, drawn: Any, targets: Any) -> Any:
    """Ours, from the rows on: who was at each point, and the question."""
    from custodes.audits.linkage.index_kernels import count_starts
    from custodes.audits.linkage.traces import list_people, points_needed

    person, point = rows
    starts = count_starts(person, len(drawn))
    begins, people = list_people(starts, point, int(point.max()) + 1)
    return points_needed(targets, drawn[targets], begins, people, KNOWN) <= KNOWN


def by_sets(rows: Rows, drawn: Any, targets: Any) -> Any:
    """Python: a set a person, and whoever's set holds the four."""
    sets: list[set[int]] = [set() for _ in range(len(drawn))]
    for person, point in zip(rows[0].tolist(), rows[1].tolist(), strict=True):
        sets[person].add(point)
    began, used = time.perf_counter(), time.process_time()
    known = [set(points) for points in drawn[targets].tolist()]
    unique = [sum(points <= one for one in sets) == 1 for points in known]
    return np.array(unique), time.perf_counter() - began, time.process_time() - used


def by_inverted_sets(rows: Rows, drawn: Any, targets: Any) -> Any:
    """Python, cleverer: a set of people a point, and the intersection of four of them."""
    there: dict[int, set[int]] = {}
    for person, point in zip(rows[0].tolist(), rows[1].tolist(), strict=True):
        there.setdefault(point, set()).add(person)
    unique = [
        len(set.intersection(*sorted((there[point] for point in points), key=len))) == 1
        for points in drawn[targets].tolist()
    ]
    return np.array(unique)


def by_numpy(rows: Rows, drawn: Any, targets: Any) -> Any:
    """numpy: which rows are of the four points, and whose."""
    pairs = np.unique(rows[0].astype(np.int64) << 32 | rows[1])
    person, point = (pairs >> 32).astype(np.int32), pairs.astype(np.int32)
    began, used = time.perf_counter(), time.process_time()
    unique = []
    for points in drawn[targets]:
        held = np.bincount(person[np.isin(point, points)])
        unique.append(int((held == KNOWN).sum()) == 1)
    return np.array(unique), time.perf_counter() - began, time.process_time() - used


def by_polars(rows: Rows, drawn: Any, targets: Any) -> Any:
    """polars: the known points joined with everyone's, by 1,000 people at a time."""
    import polars

    everyone = polars.DataFrame({"person": rows[0], "point": rows[1]}).unique()
    unique = np.zeros(len(drawn), bool)
    for begin in range(0, len(targets), 1000):
        some = targets[begin : begin + 1000]
        known = polars.DataFrame(
            {"target": np.repeat(some.astype(np.int32), KNOWN), "point": drawn[some].ravel()}
        )
        found = (
            known.join(everyone, on="point")
            .group_by("target", "person")
            .len()
            .filter(polars.col("len") == KNOWN)
            .group_by("target")
            .len()
            .filter(polars.col("len") == 1)
        )
        unique[found["target"].to_numpy()] = True
    return unique[targets]


WAYS: dict[str, tuple[Way, int]] = {
    "custodes": (by_custodes, 0),
    "polars self-join": (by_polars, 0),
    "Python sets by point": (by_inverted_sets, 0),
    "Python sets by person": (by_sets, 500),
    "numpy": (by_numpy, 50),
}
"""Each way, and on how many people it is timed first (0: at once on all)."""


def timed(name: str, people: int, measured: int) -> dict[str, float]:
    """Run one way in this process: seconds, people asked for, peak memory in MB, unique share."""
    way = WAYS[name][0]
    rows = made_rows(people)
    drawn = drawn_points(rows, people)
    order = np.random.default_rng(2).permutation(people)
    if name == "custodes":  # compiled and loaded before the clock starts, as all ways are
        small = made_rows(50)
        way(small, drawn_points(small, 50), np.arange(50))
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began, used = time.perf_counter(), time.process_time()
    answer = way(rows, drawn, np.sort(order[: measured or people]))
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    if isinstance(answer, tuple):  # scaled by people, so without what is made once for all
        answer, seconds, processor = answer
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": seconds,
        "processor": processor,
        "people": len(answer),
        "peak": peak,
        "base": base,
        "unique": float(np.mean(answer)),
    }


def alone(*arguments: Any) -> dict[str, float]:
    """``timed`` in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(timed, arguments)


def agreeing(skmob: Path | None) -> None:
    """All ways answer for a small crowd; raises SystemExit where two differ."""
    people = 400
    rows = made_rows(people, seed=3, each=20, places=2, hours=60)
    drawn = drawn_points(rows, people)
    answers = {}
    for name, (way, _) in WAYS.items():
        try:
            answer = way(rows, drawn, np.arange(people))
        except ImportError:
            continue
        answers[name] = answer[0] if isinstance(answer, tuple) else answer
    ours = answers["custodes"]
    for name, answer in answers.items():
        if not np.array_equal(ours, answer):
            raise SystemExit(f"{name} and custodes differ on {np.flatnonzero(ours != answer)}")
    print(f"all ways agree on {people} people, {int(ours.sum())} of them unique: {list(answers)}")
    if skmob is not None:
        beside_skmob(skmob)


SKMOB = """
import json, sys, time
import pandas as pd
from skmob import TrajDataFrame
from skmob.privacy.attacks import LocationTimeAttack
rows = json.load(sys.stdin)
frame = TrajDataFrame(
    pd.DataFrame({"uid": rows["person"], "lat": [40 + p / 1000 for p in rows["place"]],
                  "lng": 1.0, "datetime": pd.to_datetime(rows["time"], unit="D")}),
    latitude="lat", longitude="lng", datetime="datetime", user_id="uid")
began = time.perf_counter()
risk = LocationTimeAttack(knowledge_length=4, time_precision="Day").assess_risk(frame)
print(json.dumps({"seconds": time.perf_counter() - began,
                  "unique": sorted(int(u) for u in risk[risk.risk == 1].uid)}))
"""


def beside_skmob(interpreter: Path) -> None:
    """The same few people by scikit-mobility and by us, in seconds, and whether they agree."""
    people = 40
    random = np.random.default_rng(5)
    # Times are days of one month: "Hour" of scikit-mobility 1.3.1 compares months, not hours.
    hour = np.concatenate([np.sort(random.choice(6, KNOWN, replace=False)) for _ in range(people)])
    place = (random.random(people * KNOWN) < 0.2).astype(int)
    person = np.repeat(np.arange(people, dtype=np.int32), KNOWN)
    sent = {"person": person.tolist(), "time": hour.tolist(), "place": place.tolist()}
    done = subprocess.run(
        [interpreter, "-W", "ignore", "-c", SKMOB],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(f"scikit-mobility did not run: {done.stderr.strip().splitlines()[-1]}")
        return
    theirs = json.loads(done.stdout.splitlines()[-1])
    rows = (person, (hour * 2 + place).astype(np.int32))
    drawn = drawn_points(rows, people)
    began = time.perf_counter()
    ours = np.flatnonzero(by_custodes(rows, drawn, np.arange(people)))
    seconds = time.perf_counter() - began
    same = "the same people" if theirs["unique"] == ours.tolist() else "OTHER PEOPLE"
    print(
        f"scikit-mobility, {people} people x {KNOWN} points: {theirs['seconds']:.2f} s, ours "
        f"{seconds:.4f} s ({theirs['seconds'] / seconds:,.0f} times), unique: {same} "
        f"({len(ours)})"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="ours alone, a million people")
    parser.add_argument("--skmob-python", type=Path, help="an interpreter with scikit-mobility")
    given = parser.parse_args()
    agreeing(given.skmob_python)
    if given.skmob_python is None:
        print("scikit-mobility: no interpreter given (--skmob-python), left out")
    print(f"\n{given.people:,} people x {POINTS_EACH} points, {KNOWN} known of each")
    print(
        f"{'way':24}{'asked for':>10}{'s':>9}{'cpu s':>9}{'s for all':>12}{'ratio':>9}"
        f"{'cpu ratio':>11}{'MB':>8}  note"
    )
    ours = min((alone("custodes", given.people, 0) for _ in range(3)), key=lambda r: r["seconds"])
    for name, (_, first) in WAYS.items():
        note = f"unique {100 * ours['unique']:.2f} %" if name == "custodes" else ""
        try:
            result = ours if name == "custodes" else alone(name, given.people, first)
        except ImportError as error:
            print(f"{name:24} left out: {error}")
            continue
        if first:
            before, result = result, alone(name, given.people, 2 * first)
            grown = result["processor"] / before["processor"]
            note = f"twice the people: {grown:.2f} times the processor time"
        scale = given.people / result["people"]
        whole, processor = result["seconds"] * scale, result["processor"] * scale
        print(
            f"{name:24}{result['people']:>10,.0f}{result['seconds']:>9.2f}"
            f"{result['processor']:>9.2f}{whole:>12,.2f}{whole / ours['seconds']:>9,.0f}"
            f"{processor / ours['processor']:>11,.0f}{result['peak']:>8,.0f}  {note}"
        )
        sys.stdout.flush()
    if given.million:
        result = alone("custodes", 1_000_000, 0)
        print(
            f"\n1,000,000 people x {POINTS_EACH} points: {result['seconds']:.1f} s, peak "
            f"{result['peak']:,.0f} MB ({result['base']:,.0f} of them the rows and what made "
            f"them), unique {100 * result['unique']:.2f} %"
        )


if __name__ == "__main__":
    main()
