"""The audit: everyone on a list of who was near, and how many of them were not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custodes.audits.errors import AuditError
from custodes.audits.results import Result, make_result, parameter
from custodes.audits.sourced import ASSUMED, load_figures

if TYPE_CHECKING:
    from custodes.audits.dragnet.streets import Streets
    from custodes.audits.dragnet.sweep import Seen
    from custodes.audits.population import Ground, Stays
    from custodes.case import Case
    from custodes.model import Finding

VERSION = "1"
POSITIONINGS = ("exact", "gps", "wifi", "cell")
LIGHT_PEOPLE, LIGHT_DAYS = 20_000, 3
RADII = (50.0, 100.0, 150.0, 200.0, 300.0, 400.0, 500.0)

Progress = Callable[[str, int, int], None]


def audit(
    *,
    people: int = 100_000,
    days: int = 14,
    seed: int = 1,
    width_km: float = 10.0,
    profile: str = "centre",
    streets: Streets | None = None,
    radii: Sequence[float] = RADII,
    windows: Sequence[float] = (60.0,),
    dwells: Sequence[float] = (0.0,),
    area_metres: float = 50.0,
    event_minutes: float = 30.0,
    fix_minutes: float = 2.0,
    positioning: str = "exact",
    error_metres: float | None = None,
    points: int = 20,
    hours: tuple[float, float] = (8.0, 20.0),
    density: float | None = None,
    claims: Sequence[str] = (),
    light: bool | None = None,
    progress: Progress | None = None,
) -> Result:
    """Who is on a list of everyone recorded near a place, against who stayed there.

    ``people`` synthetic persons live for ``days`` days on a square of ``width_km`` (``profile``
    "uniform" or "centre") or on the ``streets`` of a map. Around ``points`` places drawn from
    ``seed``, and moments between two ``hours``, every combination of ``radii`` (metres),
    ``windows`` and ``dwells`` (minutes) is asked for; ``Request`` says what else. ``positioning``
    is one of POSITIONINGS, or "given" with the median ``error_metres``. Counts are scaled to
    ``density`` (people a km²; without it, the least of an urban centre). ``light`` makes the
    population without compiling, which is quick for few people and days, and is the default up to
    20,000 people and three days. ``progress(step, done, of)`` is called as it goes on. Raises
    AuditError for what is out of range.
    """
    from custodes.audits.dragnet.points import drawn_points
    from custodes.audits.dragnet.request import Request
    from custodes.audits.dragnet.summary import summarised
    from custodes.audits.dragnet.sweep import counted, seen

    if not 1 <= points <= 1000:
        raise AuditError(f"between 1 and 1,000 places can be drawn, not {points}")
    if density is not None and not 0 < density <= 1e6:
        raise AuditError(f"a density lies above 0 and at most at 1,000,000 a km², not {density}")
    error, error_source = _error(positioning, error_metres)
    request = Request(
        radii=tuple(sorted({float(radius) for radius in radii})),
        windows=tuple(sorted({float(window) for window in windows})),
        dwells=tuple(sorted({float(dwell) for dwell in dwells})),
        area_metres=float(area_metres),
        event_minutes=float(event_minutes),
        fix_minutes=float(fix_minutes),
        error_metres=error,
    )
    if light is None:
        light = people <= LIGHT_PEOPLE and days <= LIGHT_DAYS
    ground = _ground(width_km, profile, streets)
    margin = max(*request.radii, request.area_metres)
    drawn = drawn_points(ground, points, margin, days, max(request.windows), hours, seed)
    stays = _population(people, days, seed, ground, light, progress)
    default = load_figures("dragnet").default("density")
    wanted = float(default.quantity.low or 0) if density is None else float(density)
    sweeps = []
    shown: Seen | None = None
    for number, (point, moment) in enumerate(drawn):
        near = seen(stays, point, moment, request, seed, drawn=shown is None)
        shown = near if shown is None else shown
        sweeps.append(counted(near, request))
        if progress is not None:
            progress("places", number + 1, len(drawn))
    assert shown is not None  # noqa: S101 - there is at least one place
    parameters: dict[str, Any] = {
        "people": people,
        "days": days,
        "seed": seed,
        "radii_metres": list(request.radii),
        "windows_minutes": list(request.windows),
        "dwells_minutes": list(request.dwells),
        "area_metres": request.area_metres,
        "event_minutes": request.event_minutes,
        "fix_minutes": request.fix_minutes,
        "positioning": positioning,
        "error_metres": request.error_metres,
        "points": points,
        "hours": list(hours),
        "density": wanted,
        "light": light,
    }
    if streets is None:
        parameters |= {"width_km": float(width_km), "profile": profile}
    else:
        parameters |= {"map": streets.name, "map_sha256": streets.sha256}
    given = density is not None and wanted != default.quantity.low
    from custodes.audits.dragnet.telling import Told, result_parts

    told = Told(
        request=request,
        summary=summarised(sweeps, request, wanted / stays.density),
        stays=stays,
        streets=streets,
        parameters=parameters,
        density_source="" if given else default.citation,
        error_source=error_source,
        shown=shown,
        place=drawn[0][0],
    )
    return make_result("dragnet", VERSION, claims=claims, **result_parts(told, bool(claims)))


def recompute(finding: Finding, case: Case, data: Mapping[str, Path]) -> Result:
    """The same audit with the finding's parameters; ``data`` holds its map by SHA-256.

    Raises AuditError if the map is not among them.
    """
    streets = None
    if "map_sha256" in finding.parameters:
        from custodes.audits.dragnet.streets import read_streets

        wanted = parameter(finding, "map_sha256")
        if wanted not in data:
            raise AuditError(
                f"finding {finding.identifier} needs the map {parameter(finding, 'map')!r} "
                f"with SHA-256 {wanted}; give it with the data"
            )
        streets = read_streets(data[wanted])
    positioning = parameter(finding, "positioning")
    ground = (
        {}
        if streets is not None
        else {
            "width_km": parameter(finding, "width_km"),
            "profile": parameter(finding, "profile"),
        }
    )
    hours = parameter(finding, "hours")
    return audit(
        people=parameter(finding, "people"),
        days=parameter(finding, "days"),
        seed=parameter(finding, "seed"),
        streets=streets,
        radii=parameter(finding, "radii_metres"),
        windows=parameter(finding, "windows_minutes"),
        dwells=parameter(finding, "dwells_minutes"),
        area_metres=parameter(finding, "area_metres"),
        event_minutes=parameter(finding, "event_minutes"),
        fix_minutes=parameter(finding, "fix_minutes"),
        positioning=positioning,
        error_metres=parameter(finding, "error_metres") if positioning == "given" else None,
        points=parameter(finding, "points"),
        hours=(hours[0], hours[1]),
        density=parameter(finding, "density"),
        claims=finding.claims,
        light=parameter(finding, "light"),
        **ground,
    )


def called_for(case: Case) -> Iterator[Result]:
    """One list on a small population, if claims say that presence nearby counts as presence."""
    from custodes.audits.dragnet.calling import called

    call = called(case.claims())
    if call is None:
        return
    yield audit(
        people=20_000,
        days=2,
        width_km=8.0,
        windows=(60.0, 240.0),
        dwells=(0.0, 10.0, 30.0),
        points=12,
        positioning=call.positioning,
        claims=call.claims,
        light=True,
    )


def _error(positioning: str, error_metres: float | None) -> tuple[float, str]:
    if positioning == "given":
        if error_metres is None:
            raise AuditError("positioning 'given' needs the median error in metres")
        return float(error_metres), "given by the user"
    if error_metres is not None:
        raise AuditError("a median error is given only with the positioning 'given'")
    if positioning not in POSITIONINGS:
        raise AuditError(f"positioning is one of {', '.join(POSITIONINGS)}, not {positioning!r}")
    if positioning == "exact":
        return 0.0, ASSUMED
    figure = load_figures("dragnet").default(f"error_{positioning}")
    return float(figure.quantity.low or 0), figure.citation


def _ground(width_km: float, profile: Any, streets: Streets | None) -> Ground:
    from custodes.audits.population import grid, network

    return grid(width_km, 100.0, profile) if streets is None else network(streets.places)


def _population(
    people: int, days: int, seed: int, ground: Ground, light: bool, progress: Progress | None
) -> Stays:
    if light:
        from custodes.audits.population.light import simulate_light

        return simulate_light(people, days, seed, ground)
    from custodes.audits.population import simulate

    told = None if progress is None else (lambda done, of: progress("people", done, of))
    return simulate(people, days, seed, ground, progress=told)
