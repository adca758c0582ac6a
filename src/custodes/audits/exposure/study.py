"""The whole computation: every draw, every scenario, and what moves the figures most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from custodes.audits.errors import AuditError
from custodes.audits.exposure.cells import SMALLEST_WIDTH, Cells, cells_of
from custodes.audits.exposure.city import Cameras, City, Floats, Views
from custodes.audits.exposure.figures import (
    Exposure,
    WalkFigures,
    share_in_view,
    shares_by_cell,
    shares_by_operator,
    walk_figures,
)
from custodes.audits.exposure.filming import Filming
from custodes.audits.exposure.network import Network
from custodes.audits.exposure.raw_cameras import ASSUMED_OPENING
from custodes.audits.exposure.scenario import invented, missing, together
from custodes.audits.exposure.uncertainty import Draw, SightAt, draws
from custodes.audits.exposure.view import view
from custodes.audits.exposure.walks import at_random, between_doors

RANDOM, DOORS = "random", "doors"
"""The kinds of walk: a way chosen at random at each corner; the shortest between random doors."""
GOALS = 8
"""Walks from each door that is drawn, for each length."""
REPEATS = 10
"""How often the walks of the middle case are drawn anew, to see what drawing them alone does."""
SCENARIOS = 3
"""Levels of completeness between the two that are named, both among them."""
OPENINGS = (30.0, 120.0)
"""Degrees between which openings that nothing states are set to see what they move."""
HALF_PLANE = 180.0
"""Degrees that a camera on a wall sees at most."""
NARROW, WIDE = 0.1, 0.9
"""Quantiles at which all ranges are set together to see what they move."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set rather than drawn. ``minutes``, ``rule`` (times) and walks are of one order.

    ``speed`` metres a second from low to high; ``walks`` of each kind a draw; ``alike`` see
    ``uncertainty.draws``; ``completeness`` shares in descending order, 1 first; ``width`` metres of
    a hexagon.
    """

    minutes: tuple[float, ...] = (10, 20, 30)
    rule: tuple[int, ...] = (1, 1, 1)
    speed: tuple[float, float] = (1.3, 1.4)
    walks: int = 2_000
    draws: int = 20
    seed: int = 1
    alike: float = 0.5
    completeness: tuple[float, ...] = (1.0,)
    width: float = SMALLEST_WIDTH

    def __post_init__(self) -> None:
        ascending = all(a < b for a, b in zip(self.minutes, self.minutes[1:], strict=False))
        if not self.minutes or self.minutes[0] <= 0 or self.minutes[-1] > 240 or not ascending:
            raise AuditError(f"minutes ascend, from above 0 to 240, not {list(self.minutes)}")
        if len(self.rule) != len(self.minutes) or min(self.rule) < 0:
            raise AuditError(
                "a rule has as many thresholds as there are lengths of walk, from 0 on"
            )
        if self.walks < 100 or self.draws < 2:
            raise AuditError("a distribution needs 100 walks and 2 draws at least")
        for share in self.completeness:
            missing(1, share)

    def marks(self, speed: float) -> tuple[float, ...]:
        """The metres of each length of walk."""
        return tuple(60 * minutes * speed for minutes in self.minutes)


def completeness_levels(low: float, high: float = 1.0) -> tuple[float, ...]:
    """The scenarios between two shares: 1, and equal steps of the number down to ``low``."""
    if low > high:
        raise AuditError(f"a completeness runs from low to high, not {low:g} to {high:g}")
    missing(1, low)
    missing(1, high)
    factors = np.linspace(1 / high, 1 / low, SCENARIOS)
    return tuple(dict.fromkeys((1.0, *(round(float(1 / factor), 3) for factor in factors))))


@dataclass(frozen=True, slots=True)
class Moved:
    """What an input moves: the share in view, and of the shortest random walks the share filmed.

    ``start`` and ``end`` are the values of the input (a number or a word), ``shares`` and
    ``filmed`` the figures there, 0..1.
    """

    name: str
    start: float | str
    end: float | str
    shares: tuple[float, float]
    filmed: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """All that was computed.

    ``cameras``, ``ranges`` (c,) metres and ``views`` are those of the middle case; ``exposures``
    has an entry a draw, and so has each of ``scenarios``, by completeness.
    """

    settings: Settings
    cells: Cells
    cameras: Cameras
    ranges: Floats
    views: Views
    exposures: tuple[Exposure, ...]
    scenarios: Mapping[float, Sequence[tuple[float, WalkFigures]]]
    sensitivity: tuple[Moved, ...]


class _Run:
    def __init__(self, city: City, settings: Settings, sight_at: SightAt) -> None:
        self.city = city
        self.settings = settings
        self.sight_at = sight_at
        self.network = Network.of(city)

    def look(self, cameras: Cameras, quantiles: Floats, walls: bool = True) -> Views:
        seeing, ranges = self.sight_at(cameras, quantiles)
        return view(self.city, seeing, ranges, walls)

    def walked(self, cameras: Cameras, views: Views, speed: float, seed: int) -> WalkFigures:
        filming = Filming.of(views, cameras)
        marks = self.settings.marks(speed)
        walks = at_random(self.network, filming, marks, walks=self.settings.walks, seed=seed)
        return walk_figures(walks, self.settings.rule)

    def between(self, cameras: Cameras, views: Views, speed: float, seed: int) -> WalkFigures:
        walks = between_doors(
            self.network,
            Filming.of(views, cameras),
            self.city.doors,
            self.settings.marks(speed),
            origins=-(-self.settings.walks // GOALS),
            draws=GOALS,
            seed=seed,
        )
        return walk_figures(walks, self.settings.rule)

    def draws(self, cameras: Cameras) -> list[Draw]:
        set_ = self.settings
        return list(
            draws(cameras, count=set_.draws, seed=set_.seed, speed=set_.speed, alike=set_.alike)
        )


def study(
    city: City,
    settings: Settings,
    sight_at: SightAt,
    progress: Progress = lambda done, all_: None,
) -> Study:
    """Compute everything; ``progress`` is told how many steps of how many are done.

    Raises AuditError for a city without streets or cameras.
    """
    if not len(city.cameras):
        raise AuditError(
            f"{city.name} has no camera in it that looks at streets: nothing can be said about "
            "exposure. Take a map with man_made=surveillance, or give a register of the cameras."
        )
    run = _Run(city, settings, sight_at)
    cells = cells_of(city, settings.width)
    levels = sorted(set(settings.completeness) - {1.0}, reverse=True)
    steps = settings.draws * (1 + len(levels)) + 2
    cameras = city.cameras
    half = np.full(len(cameras), 0.5)
    seeing, ranges = sight_at(cameras, half)
    base = view(city, seeing, ranges)
    exposures = []
    for number, draw in enumerate(run.draws(cameras)):
        exposures.append(_exposure(run, cells, draw))
        progress(number + 1, steps)
    scenarios = {}
    done = settings.draws
    for level in levels:
        more = invented(city, cameras, missing(cameras.devices, level), settings.seed)
        full = together(cameras, more)
        figures = []
        for draw in run.draws(full):
            views = run.look(full, draw.quantiles)
            walked = run.walked(full, views, draw.speed, draw.seed)
            figures.append((share_in_view(city, views), walked))
            done += 1
            progress(done, steps)
        scenarios[level] = figures
    moved = _sensitivity(run, base, min(levels, default=1.0))
    progress(steps, steps)
    return Study(
        settings=settings,
        cells=cells,
        cameras=seeing,
        ranges=ranges,
        views=base,
        exposures=tuple(exposures),
        scenarios=scenarios,
        sensitivity=moved,
    )


def looks(city: City, settings: Settings, sight_at: SightAt) -> Iterator[Views]:
    """What is in view in each draw, one after the other."""
    run = _Run(city, settings, sight_at)
    for draw in run.draws(city.cameras):
        yield run.look(city.cameras, draw.quantiles)


def _exposure(run: _Run, cells: Cells, draw: Draw) -> Exposure:
    city, cameras = run.city, run.city.cameras
    views = run.look(cameras, draw.quantiles)
    walks = {RANDOM: run.walked(cameras, views, draw.speed, draw.seed)}
    if len(city.doors) > 1:
        walks[DOORS] = run.between(cameras, views, draw.speed, draw.seed)
    return Exposure(
        share=share_in_view(city, views),
        share_without_walls=share_in_view(city, run.look(cameras, draw.quantiles, walls=False)),
        cells=shares_by_cell(city, views, cells.of_segment, len(cells)),
        operators=shares_by_operator(city, cameras, views),
        walks=walks,
    )


def _sensitivity(run: _Run, base: Views, lowest: float) -> tuple[Moved, ...]:
    """One input after the other at its two ends, all others in the middle."""
    city, cameras, settings = run.city, run.city.cameras, run.settings
    middle = sum(settings.speed) / 2
    count = len(cameras)

    def both(cameras: Cameras, views: Views, speed: float = middle) -> tuple[float, float]:
        filmed = run.walked(cameras, views, speed, settings.seed).filmed
        return share_in_view(city, views), float(filmed[0])

    def moved(name: str, start: float | str, end: float | str, *ends: tuple[float, float]) -> Moved:
        (share, filmed), (other_share, other_filmed) = ends
        return Moved(name, start, end, (share, other_share), (filmed, other_filmed))

    at_base = both(cameras, base)
    narrow, wide = (np.full(count, quantile) for quantile in (NARROW, WIDE))
    found = [
        moved(
            "range",
            float(np.median(run.sight_at(cameras, narrow)[1])),
            float(np.median(run.sight_at(cameras, wide)[1])),
            both(cameras, run.look(cameras, narrow)),
            both(cameras, run.look(cameras, wide)),
        )
    ]
    half = np.full(count, 0.5)
    pointed = _pointed(cameras, settings.seed)
    if pointed is not None:
        found.append(
            moved(
                "direction", ASSUMED_OPENING, 360.0, both(pointed, run.look(pointed, half)), at_base
            )
        )
    sectors = ~round_about(cameras) & ~cameras.openings_stated
    if sectors.any():
        ends = [
            replace(
                cameras,
                openings=np.where(sectors, opening, cameras.openings),
                openings_stated=cameras.openings_stated | sectors,
            )
            for opening in OPENINGS
        ]
        found.append(
            moved("opening", *OPENINGS, *(both(each, run.look(each, half)) for each in ends))
        )
    if len(city.walls):
        found.append(
            moved("walls", "walls", "none", at_base, both(cameras, run.look(cameras, half, False)))
        )
    if lowest < 1:
        more = invented(city, cameras, missing(cameras.devices, lowest), settings.seed)
        full = together(cameras, more)
        looked = run.look(full, np.full(len(full), 0.5))
        found.append(moved("completeness", 1.0, lowest, at_base, both(full, looked)))
    slow, fast = settings.speed
    found.append(moved("speed", slow, fast, both(cameras, base, slow), both(cameras, base, fast)))
    repeats = [
        float(run.walked(cameras, base, middle, settings.seed + 1 + repeat).filmed[0])
        for repeat in range(REPEATS)
    ]
    spread = 2 * float(np.std(repeats, ddof=1))
    center = float(np.mean(repeats))
    drawn = (max(center - spread, 0.0), min(center + spread, 1.0))
    found.append(Moved("walks", settings.walks, settings.walks, (at_base[0], at_base[0]), drawn))
    return tuple(found)


def round_about(cameras: Cameras) -> NDArray[np.bool_]:
    """Which rows (c,) are taken to see all around, or all before their wall, since nothing says."""
    return ~cameras.openings_stated & (cameras.openings >= HALF_PLANE)


def _pointed(cameras: Cameras, seed: int) -> Cameras | None:
    """The cameras with a random direction where none is known, if they are of a kind that has one.

    Domes and panning cameras are left as they are; None where there is nothing to point.
    """
    kinds = np.array(cameras.kinds)
    unknown = round_about(cameras) & ~np.isin(kinds, ("dome", "panning"))
    if not unknown.any():
        return None
    random = np.random.default_rng([seed, 0xE0]).uniform(0, 360, len(cameras))
    return replace(
        cameras,
        directions=np.where(unknown, random, cameras.directions),
        openings=np.where(unknown, ASSUMED_OPENING, cameras.openings),
    )
