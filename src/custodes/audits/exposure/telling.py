"""The words of a finding: the question, the answer with its figures, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from custodes.audits.exposure.city import City
from custodes.audits.exposure.fields_of_view import PICTURE_WIDTH
from custodes.audits.exposure.study import DOORS, RANDOM, Study, round_about
from custodes.audits.exposure.tables import camera_counts, kinds_of_walk, walk_bands
from custodes.audits.exposure.uncertainty import band
from custodes.audits.exposure.walks import LEAST_REACHED, TOLERANCE
from custodes.audits.wording import joined, load_phrases

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What the words need beyond the figures; ``register`` and ``metres`` only where given.

    ``claimed``: whether a claim of the case states the rule.
    """

    purpose: str
    metres: tuple[float, float] | None
    register: str | None
    detour: float | None
    claimed: bool = False


def percent(ends: tuple[float, float] | None) -> str:
    """A band of shares as 10–24%, with a digit more where it is small; nothing is a dash."""
    if ends is None:
        return "–"
    digits = 0 if ends[1] >= 0.1 else 1 if ends[1] >= 0.01 else 2
    low, high = (f"{100 * end:.{digits}f}" for end in ends)
    return f"{low}%" if low == high else f"{low}–{high}%"


def title(city: City) -> Words:
    """The question."""
    return load_phrases("exposure")("title", name=city.name)


def answer(city: City, study: Study, told: Told) -> Words:
    """The answer, in a few sentences."""
    phrases = load_phrases("exposure")
    settings = study.settings
    sentences = [
        phrases(
            "answer.share",
            cameras=f"{city.cameras.devices:,}",
            share=percent(band([exposure.share for exposure in study.exposures])),
            kilometres=f"{city.lengths.sum() / 1000:,.0f}",
            purpose=phrases(f"purpose.{told.purpose}"),
        )
    ]
    each = _each([f"{minutes:g}" for minutes in settings.minutes])
    filmed = [percent(ends) for ends in walk_bands(study, RANDOM, "filmed")]
    sentences.append(phrases("answer.filmed", minutes=each, random=_each(filmed)))
    if DOORS in kinds_of_walk(study):
        bands = zip(settings.minutes, walk_bands(study, DOORS, "filmed"), strict=True)
        made = [(f"{minutes:g}", percent(ends)) for minutes, ends in bands if ends is not None]
        if made:
            minutes, shares = (_each(list(part)) for part in zip(*made, strict=True))
            sentences.append(phrases("answer.doors", minutes=minutes, doors=shares))
    kept = [percent(ends) for ends in walk_bands(study, RANDOM, "rule")]
    if set(settings.rule) == {1}:
        if told.claimed:
            sentences.append(phrases("answer.rule_once", each=each, kept=_each(kept)))
    else:
        times = _each([f"{times}" for times in settings.rule])
        sentences.append(phrases("answer.rule", each=each, times=times, kept=_each(kept)))
    if study.scenarios:
        lowest = min(study.scenarios)
        share = percent(band([entry[0] for entry in study.scenarios[lowest]]))
        sentences.append(phrases("answer.scenario", completeness=f"{lowest:.0%}", share=share))
    return joined(sentences)


def assumptions(city: City, study: Study, told: Told) -> Iterator[Words]:
    """What the figures rest on, those that move them most first."""
    phrases = load_phrases("exposure")
    counts = {name: f"{count:,}" for name, count in camera_counts(city).items()}
    cameras = counts["all"]
    if told.register is None:
        yield phrases("assume.completeness")
    else:
        yield phrases("assume.register", register=told.register)
    if study.scenarios:
        yield phrases("assume.scenario", completeness=f"{min(study.scenarios):.0%}")
    if told.metres is None:
        yield phrases(
            "assume.ranges",
            purpose=phrases(f"purpose.{told.purpose}"),
            alike=f"{study.settings.alike:g}",
        )
    else:
        low, high = told.metres
        yield phrases("assume.range_given", low=f"{low:g}", high=f"{high:g}")
    discs = len(np.unique(city.cameras.device[round_about(city.cameras)]))
    if discs:
        yield phrases("assume.disc", count=f"{discs:,}", cameras=cameras)
    sectors = ~round_about(city.cameras) & ~city.cameras.openings_stated
    if sectors.any():
        count = f"{len(np.unique(city.cameras.device[sectors])):,}"
        if told.metres is None:
            pixels = f"{PICTURE_WIDTH:,}"
            yield phrases("assume.opening", count=count, cameras=cameras, pixels=pixels)
        else:
            degrees = f"{city.cameras.openings[sectors][0]:g}"
            yield phrases("assume.opening_given", count=count, cameras=cameras, degrees=degrees)
    if counts["moved"] != "0":
        furthest = f"{city.cameras.moved.max():.1f}"
        yield phrases("assume.moved", count=counts["moved"], cameras=cameras, metres=furthest)
    yield phrases("assume.walls")
    yield phrases("assume.filmed")
    yield phrases("assume.random")
    if DOORS in kinds_of_walk(study):
        yield phrases("assume.doors", tolerance=f"{TOLERANCE:.0%}", least=f"{LEAST_REACHED:.0%}")
    else:
        yield phrases("assume.no_doors")
    yield phrases("assume.edge")
    yield phrases("assume.band")
    if told.detour is not None:
        yield phrases("assume.route", detour=f"{told.detour:g}")


def _each(parts: Sequence[str]) -> Words:
    """10, 20 and 30, and 10、20、30."""
    if len(parts) < 2:
        return {"en": parts[0], "zh": parts[0]}
    return {"en": f"{', '.join(parts[:-1])} and {parts[-1]}", "zh": "、".join(parts)}
