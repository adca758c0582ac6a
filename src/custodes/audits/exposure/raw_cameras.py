"""Cameras as a map or a register gives them, and the fields of view they become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from custodes.audits.exposure.city import Cameras
from custodes.audits.exposure.directions import Look, parse_directions
from custodes.audits.exposure.tags import load_tag_rules, metres

ASSUMED_OPENING = 60.0
"""Degrees: the opening of a camera that looks one way, where nothing states it. An assumption of
ours, no source; ``fields_of_view.openings_for`` derives it from the range instead."""
HIGHEST = 150.0
"""Metres: a height beyond it is taken for a slip."""


@dataclass(frozen=True, slots=True)
class RawCamera:
    """A camera in the words of its source; ``x`` and ``y`` metres east and north.

    ``type``, ``direction``, ``mount`` and ``height`` are as written, "" for what is not;
    ``operator`` is one of city.OPERATORS.
    """

    x: float
    y: float
    source: str
    type: str = ""
    direction: str = ""
    mount: str = ""
    height: str = ""
    operator: str = "unknown"


def fields_of(raw: Sequence[RawCamera], *, opening: float = ASSUMED_OPENING) -> Cameras:
    """The fields of view of cameras, not yet moved out of buildings.

    A dome or a panning camera sees all around, whatever direction it has; any other with
    directions sees a sector each, of the stated opening or else ``opening`` degrees; one without
    sees all around.
    """
    rules = load_tag_rules()
    rows: list[tuple[int, RawCamera, str, Look]] = []
    for device, camera in enumerate(raw):
        kind = rules.kind(camera.type)
        looks, _ = parse_directions(camera.direction)
        if kind in ("dome", "panning") or not looks:
            aim = looks[0].direction if len(looks) == 1 else float("nan")
            looks = (Look(aim, 360.0),)
        rows.extend((device, camera, kind, look) for look in looks)
    heights = [_height(camera.height) for _, camera, _, _ in rows]
    return Cameras.at(
        np.array([(camera.x, camera.y) for _, camera, _, _ in rows]).reshape(-1, 2),
        directions=[look.direction for *_, look in rows],
        openings=[opening if look.opening is None else look.opening for *_, look in rows],
        heights=heights,
        mounts=[camera.mount for _, camera, _, _ in rows],
        kinds=[kind for _, _, kind, _ in rows],
        operators=[camera.operator for _, camera, _, _ in rows],
        sources=[camera.source for _, camera, _, _ in rows],
        device=np.array([device for device, *_ in rows], dtype=np.int32),
        openings_stated=[look.opening is not None and look.opening < 360 for *_, look in rows],
    )


def what_was_missing(raw: Sequence[RawCamera]) -> tuple[str, ...]:
    """What the cameras do not say, counted, and what was made of it."""
    counts: Counter[str] = Counter()
    rules = load_tag_rules()
    for camera in raw:
        looks, unread = parse_directions(camera.direction)
        turns = rules.kind(camera.type) in ("dome", "panning")
        counts["unread"] += bool(unread)
        counts["disc"] += not looks and not turns
        counts["height"] += bool(camera.height.strip()) and np.isnan(_height(camera.height))
    return counted(
        {
            "cameras without a direction that can be read, taken to see all around": counts["disc"],
            "cameras with a direction, or part of one, that could not be read": counts["unread"],
            "heights that could not be read, taken as unknown": counts["height"],
        }
    )


def counted(counts: Mapping[str, int]) -> tuple[str, ...]:
    """A line for each count that is not zero."""
    return tuple(f"{what}: {count:,}" for what, count in counts.items() if count)


def _height(words: str) -> float:
    height = metres(words)
    return height if height is not None and 0 <= height <= HIGHEST else float("nan")
