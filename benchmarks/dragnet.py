"""How fast the synthetic population and its lists are, and how well they keep what is published.

    python benchmarks/dragnet.py                    everything, at sizes that take a minute or two
    python benchmarks/dragnet.py --people 1000000   the size to plan for
    python benchmarks/dragnet.py --part published   only the comparison with published figures

Each speed is measured in a process of its own, with its peak of memory; stays a second and ratios
are by processor time, all threads together. The peer is
scikit-mobility's DensityEPR, where it is installed, and the usual way of it otherwise: the same
rules in plain Python, a row of gravity weights and numpy.random.choice for each new place.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PARTS = ("speed", "published", "forms", "chatrie")


def main() -> None:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200_000, help="synthetic people (speed)")
    parser.add_argument("--days", type=int, default=14, help="days that they live for (speed)")
    parser.add_argument("--width", type=float, default=20.0, help="width of the ground, km (speed)")
    parser.add_argument("--places", type=int, default=20, help="places asked about (speed)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this; may be repeated")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        print(json.dumps(JOBS[arguments.job](arguments)))
        return
    for part in arguments.part or PARTS:
        {"speed": speed, "published": published, "forms": forms, "chatrie": chatrie}[part](
            arguments
        )


def speed(arguments: argparse.Namespace) -> None:
    """Seconds, stays a second and peak memory of each way."""
    print(f"Speed: {os.cpu_count()} cores, {arguments.days} days, {arguments.width:g} km wide")
    print(f"{'job':48}{'people':>11}{'s':>8}{'CPU s':>8}{'stays/s':>12}{'peak MB':>9}{'ratio':>9}")
    usual = _measured("usual", arguments)
    rates = {}
    jobs = [
        ("usual", "plain Python, a gravity row for each new place"),
        ("light", "light simulation (numpy)"),
        ("compiled", "compiled simulation"),
        ("audit", "the whole audit: population and lists"),
    ]
    if importlib.util.find_spec("skmob") is None:
        print("scikit-mobility is not installed (it needs numpy below 2): skipped")
    else:
        jobs.insert(1, ("skmob", "scikit-mobility, DensityEPR"))
    for name, words in jobs:
        got = usual if name == "usual" else _measured(name, arguments)
        rates[name] = got["stays"] / got["processor"]
        print(
            f"{words:48}{got['people']:>11,}{got['seconds']:>8.1f}{got['processor']:>8.1f}"
            f"{rates[name]:>12,.0f}{got['megabytes']:>9,.0f}{rates[name] / rates['usual']:>8,.0f}x"
        )
    print()


def _measured(job: str, arguments: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, "--job", job]
    for name in ("people", "days", "width", "places", "seed"):
        command += [f"--{name}", str(getattr(arguments, name))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    got: dict[str, float] = json.loads(done.stdout)
    return got


def _timed(people: int, work: Callable[[], int]) -> dict[str, float]:
    begun, processor = time.perf_counter(), time.process_time()
    stays = work()
    return {
        "people": people,
        "seconds": time.perf_counter() - begun,
        # All threads together; on a busy machine the fairer figure.
        "processor": time.process_time() - processor,
        "stays": stays,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def job_usual(arguments: argparse.Namespace) -> dict[str, float]:
    """Forty people in plain Python, on 2,500 places."""
    from custodes.audits.population import grid

    ground = grid(5, 100)
    chance = np.random.default_rng(arguments.seed)
    people = 40

    def waiting() -> float:
        while True:
            wait = 20 * (1 - chance.random()) ** (-1 / 0.8)
            if chance.random() < math.exp((20 - wait) / 1020):
                return float(wait)

    def work() -> int:
        total = 0
        for _ in range(people):
            here = int(chance.integers(len(ground.places)))
            visits, now = {here: 1}, waiting()
            while now < arguments.days * 1440:
                if len(visits) == 1 or chance.random() < 0.6 * len(visits) ** -0.21:
                    away = np.hypot(*(ground.places - ground.places[here]).T)
                    weights = ground.weight / np.maximum(away, 100) ** 2.55
                    weights[list(visits)] = 0
                    here = int(chance.choice(len(weights), p=weights / weights.sum()))
                else:
                    others = [place for place in visits if place != here]
                    counts = np.array([visits[place] for place in others], dtype=float)
                    here = int(chance.choice(others, p=counts / counts.sum()))
                visits[here] = visits.get(here, 0) + 1
                total += 1
                now += waiting()
        return total

    return _timed(people, work)


def job_skmob(arguments: argparse.Namespace) -> dict[str, float]:
    """Forty people of scikit-mobility's DensityEPR on 2,500 places."""
    import geopandas
    from shapely.geometry import box
    from skmob.models.epr import DensityEPR

    cells = [
        box(column / 1000, row / 1000, (column + 1) / 1000, (row + 1) / 1000)
        for row in range(50)
        for column in range(50)
    ]
    tiles = geopandas.GeoDataFrame({"tile_ID": range(2500), "relevance": 1}, geometry=cells)
    tiles = tiles.set_crs("EPSG:4326")
    pandas: Any = importlib.import_module("pandas")
    begin = pandas.Timestamp("2020-01-01")
    end = begin + pandas.Timedelta(days=arguments.days)

    def work() -> int:
        return len(DensityEPR().generate(begin, end, tiles, n_agents=40, random_state=1))

    return _timed(40, work)


def job_light(arguments: argparse.Namespace) -> dict[str, float]:
    """The light simulation, at most 20,000 people."""
    from custodes.audits.population import grid
    from custodes.audits.population.light import simulate_light

    people, ground = min(arguments.people, 20_000), grid(arguments.width, 100, "centre")
    days = min(arguments.days, 14)
    return _timed(people, lambda: len(simulate_light(people, days, arguments.seed, ground)))


def job_compiled(arguments: argparse.Namespace) -> dict[str, float]:
    """The compiled simulation, compiled before."""
    from custodes.audits.population import grid, simulate

    ground = grid(arguments.width, 100, "centre")
    simulate(10, 1, 1, ground)
    people, days, seed = arguments.people, arguments.days, arguments.seed
    return _timed(people, lambda: len(simulate(people, days, seed, ground)))


def job_audit(arguments: argparse.Namespace) -> dict[str, float]:
    """Population, lists around all places, and the Finding, from a cold start of the audit."""
    from custodes.audits.dragnet import audit

    stays = 0

    def work() -> int:
        nonlocal stays
        audit(
            people=arguments.people,
            days=arguments.days,
            seed=arguments.seed,
            width_km=arguments.width,
            radii=tuple(range(50, 501, 50)),
            windows=(60, 240),
            dwells=(0, 5, 15),
            positioning="wifi",
            points=arguments.places,
        )
        return 1

    got = _timed(arguments.people, work)
    # Of the same population as above: the rate counts the stays that were gone through.
    from custodes.audits.population import grid, simulate

    few = simulate(5000, arguments.days, arguments.seed, grid(arguments.width, 100, "centre"))
    got["stays"] = len(few) / few.people * arguments.people
    return got


def published(arguments: argparse.Namespace) -> None:
    """Exponents of the population, without and with nights, beside those that are published."""
    from custodes.audits.population import Mobility, grid, simulate

    print("Published laws (Song et al. 2010 as quoted; the paper itself was not read)")
    print(f"{'':44}{'published':>16}{'no nights':>11}{'with nights':>12}")
    ground = grid(100, 200)
    columns = []
    for mobility in (Mobility(night_from_hour=math.inf), Mobility()):
        stays = simulate(6000, 90, arguments.seed, ground, mobility)
        columns.append(_laws(stays))
    sayings = {
        "jump": ("exponent of jumps to new places, 1 to 20 km", "0.55 ± 0.05"),
        "displacement": ("the same of all displacements", "0.55 ± 0.05"),
        "wait": ("exponent of waits, 1 to 8 h", "0.8 ± 0.1"),
        "places": ("places known, S ~ t^μ, days 3 to 90", "0.6 ± 0.02"),
        "places_jumps": ("places known by visits, S ~ n^x, x = 1/(1+γ)", "0.83 (theory)"),
        "zipf": ("visits by rank, ζ, ranks 2 to 10", "1.2 ± 0.1"),
        "zipf_far": ("visits by rank, ζ, ranks 10 to 50", "1.2 ± 0.1"),
        "home": ("share of visits at the first rank", "–"),
        "gyration": ("median radius of gyration, 90 days, km", "–"),
        "growth_log": ("its growth: correlation with log t", "log t"),
        "growth_power": ("its growth as a power of t, days 10 to 90", "–"),
        "spread": ("radius of gyration, 90 % over 10 % of people", "broad"),
    }
    for name, (words, figure) in sayings.items():
        print(f"{words:44}{figure:>16}{columns[0][name]:>11.3f}{columns[1][name]:>12.3f}")
    print(
        "Theory: μ = β / (1 + γ) = 0.66 while waits have no cutoff, 1 / (1 + γ) = 0.83 long after"
    )
    print("it (17 h); ζ = 1 + γ = 1.21 at high ranks.")
    print()


def _laws(stays: Any) -> dict[str, float]:
    place, person = stays.place, stays.person
    places = stays.places
    same = person[1:] == person[:-1]
    away = np.hypot(*(places[place[1:]] - places[place[:-1]]).T)
    key = person.astype(np.int64) * len(places) + place
    _, first = np.unique(key, return_index=True)
    new = np.zeros(len(stays), dtype=bool)
    new[first] = True
    inner = (np.abs(places[place[:-1]] - 50_000) < 25_000).all(axis=1)
    awake = (stays.start % 1440 > 420) & (stays.start % 1440 < 780)
    days = np.array([3, 5, 8, 13, 21, 34, 55, 90])
    known = [float((new & (stays.start < day * 1440)).sum() / stays.people) for day in days]
    visited = [float((stays.start < day * 1440).sum() / stays.people) for day in days]
    rank = np.zeros(50)
    for one in range(0, stays.people, 3):
        visits = np.bincount(
            np.unique(place[stays.first[one] : stays.first[one + 1]], return_inverse=True)[1]
        )
        top = np.sort(visits)[::-1][:50]
        rank[: len(top)] += top / visits.sum()
    rank /= len(range(0, stays.people, 3))
    gyration = np.array([_gyration(stays, day) for day in days])
    median = np.median(gyration, axis=1)
    tail = days >= 10
    return {
        "jump": _exponent(away[same & new[1:] & inner], 1000, 20_000),
        "displacement": _exponent(away[same & inner], 1000, 20_000),
        "wait": _cut_exponent(stays.duration[awake].astype(np.float64), 60, 480, 1020),
        "places": float(np.polyfit(np.log(days), np.log(known), 1)[0]),
        "places_jumps": float(np.polyfit(np.log(visited), np.log(known), 1)[0]),
        "zipf": _slope(rank, 2, 10),
        "zipf_far": _slope(rank, 10, 50),
        "home": float(rank[0]),
        "gyration": float(median[-1] / 1000),
        "growth_log": float(np.corrcoef(np.log(days), median)[0, 1]),
        "growth_power": float(np.polyfit(np.log(days[tail]), np.log(median[tail]), 1)[0]),
        "spread": float(np.quantile(gyration[-1], 0.9) / np.quantile(gyration[-1], 0.1)),
    }


def _slope(rank: Floats, low: int, high: int) -> float:
    ranks = np.arange(low, high + 1)
    return float(-np.polyfit(np.log(ranks), np.log(rank[low - 1 : high]), 1)[0])


def _gyration(stays: Any, day: int) -> Floats:
    """The radius of gyration of each person's visits in the first days, metres."""
    early = stays.start < day * 1440
    person, where = stays.person[early], stays.places[stays.place[early]]
    count = np.bincount(person, minlength=stays.people)
    middle = np.column_stack(
        [np.bincount(person, where[:, axis], stays.people) / count for axis in (0, 1)]
    )
    square = ((where - middle[person]) ** 2).sum(axis=1)
    radius: Floats = np.sqrt(np.bincount(person, square, stays.people) / count)
    return radius


def _exponent(lengths: Floats, near: float, far: float) -> float:
    """The most likely α of a density ~ r^-(1+α) between two lengths."""
    return _cut_exponent(lengths, near, far, math.inf)


def _cut_exponent(values: Floats, low: float, high: float, cutoff: float) -> float:
    """The most likely exponent of a density ~ x^-(1+a) exp(-x/cutoff) between two values."""
    kept = values[(values >= low) & (values < high)]
    line = np.geomspace(low, high, 2001)
    mean = float(np.log(kept).mean())

    def minus_likelihood(exponent: float) -> float:
        density = line ** -(1 + exponent) * np.exp(-line / cutoff)
        return float((1 + exponent) * mean + math.log(np.trapezoid(density, line)))

    tried = np.linspace(-0.5, 2.5, 601)
    return float(tried[np.argmin([minus_likelihood(one) for one in tried])])


def forms(arguments: argparse.Namespace) -> None:
    """Lists of people who stand still, and of visitors by chance, beside their closed forms."""
    from custodes.audits.dragnet.request import Request
    from custodes.audits.dragnet.sweep import sweep
    from custodes.audits.population import Stays, grid

    print("Closed forms: people on the list, expected and counted")
    ground, chance = grid(5, 100), np.random.default_rng(arguments.seed)

    def alone(place: Any, start: Any, duration: Any) -> Stays:
        first = np.arange(len(start) + 1, dtype=np.int64)
        columns = (place.astype(np.int32), start.astype(np.float32), duration.astype(np.float32))
        return Stays(ground, 2880.0, arguments.seed, first, *columns)

    people = 1_000_000
    still = alone(chance.integers(0, 2500, people), np.zeros(people), np.full(people, 2880.0))
    middle = np.array([2500.0, 2500.0])
    for error in (0.0, 8.0, 74.0, 200.0):
        request = Request(radii=(50.0, 150.0, 500.0), error_metres=error)
        counted = sweep(still, middle, 2160, request, 1).swept.sum(axis=-1)[:, 0, 0]
        for radius, count in zip(request.radii, counted, strict=True):
            expected = still.density * math.pi * (radius / 1000) ** 2
            words = f"standing still, {radius:g} m, median error {error:g} m"
            _compared(words, expected, float(count))
    rate, mean = 20.0, 45.0
    visitors = int(chance.poisson(rate * 2880))
    coming = alone(
        np.full(visitors, 24 * 50 + 24),
        chance.uniform(0, 2880, visitors),
        chance.exponential(mean, visitors),
    )
    windows = (30.0, 60.0, 240.0, 960.0)
    request = Request(radii=(200.0,), windows=windows, event_minutes=30, fix_minutes=0.1)
    counted = sweep(coming, np.array([2450.0, 2450.0]), 2160, request, 1).swept.sum(axis=-1)[
        0, :, 0
    ]
    for window, count in zip(windows, counted, strict=True):
        _compared(
            f"visitors by chance, window {window:g} min", rate * (mean + window), float(count)
        )
    print()


def _compared(words: str, expected: float, counted: float) -> None:
    sigma = (counted - expected) / math.sqrt(expected)
    print(f"{words:52}{expected:>12,.1f}{counted:>10,.0f}   {sigma:+.1f} standard deviations")


def chatrie(arguments: argparse.Namespace) -> None:
    """The model's list at the radius and window of a known one, and the density it would need."""
    from custodes.audits.dragnet import audit

    finding = audit(
        people=100_000, days=3, seed=arguments.seed, radii=(150,), positioning="gps", points=60
    ).finding
    columns = dict(
        zip(finding.tables["lists"].columns, finding.tables["lists"].rows[0], strict=True)
    )
    listed = float(columns["listed"] or 0)
    print("United States v. Chatrie: 150 m, one hour, 19 devices (secondary sources)")
    print(
        f"the model's list at 1,500 people/km²: {listed:,.0f} people "
        f"({columns['listed_low']:,.0f} to {columns['listed_high']:,.0f} by place)"
    )
    print(f"19 on the list would be {1500 * 19 / listed:,.0f} recorded devices/km² in the model")
    print()


JOBS = {
    "usual": job_usual,
    "skmob": job_skmob,
    "light": job_light,
    "compiled": job_compiled,
    "audit": job_audit,
}

if __name__ == "__main__":
    main()
