"""The interactive map: one HTML file that opens from disk and asks for nothing.

Its policy lets exactly its own style and script run, by their hashes, and forbids all else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
from markupsafe import Markup, escape

from custodes.audits.exposure.city import City
from custodes.audits.exposure.map_data import STEPS, Layers, inside
from custodes.audits.exposure.map_encoding import before_wall, camera_rows, encoded, split_source
from custodes.audits.wording import load_phrases

SCRIPT_WORDS = (
    "choose", "range", "out_of_view", "camera", "kind", "kind_fixed", "kind_dome", "kind_panning",
    "kind_unknown", "fixed_no_direction", "direction", "degrees", "no_direction", "before_wall",
    "opening", "metres",
    "opening_stated", "opening_assumed", "reach", "height", "operator", "operator_public",
    "operator_private", "not_mapped", "moved", "moved_by", "not_moved", "source", "street",
    "street_none", "in_view", "by", "route_shortest", "route_least_exposed",
)  # fmt: skip
"""The phrases that the script fills in."""


def map_page(city: City, layers: Layers, language: str) -> bytes:
    """The page in a language ("en" or "zh"), UTF-8."""
    style, script = _asset("map.css"), _asset("map.js")
    blanks: dict[str, str] = {
        "language": language,
        "policy": (
            f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; "
            "base-uri 'none'; form-action 'none'"
        ),
        "title": escape(title(city, language)),
        "subtitle": escape(subtitle(city, layers, language)),
        "attribution": escape(attribution(city, language)),
        "assumptions": Markup("").join(
            Markup("<li>{}</li>").format(line) for line in assumptions(city, layers, language)
        ),
        "style": style,
        "script": script,
        "data": _embedded(_data(city, layers, language)),
    }
    blanks |= {f"w.{key}": escape(words) for key, words in _words(language).items()}
    pieces = _asset("map.html").split("{{")
    page = [pieces[0]]
    for piece in pieces[1:]:
        name, rest = piece.split("}}", 1)
        page += [str(blanks[name]), rest]
    return "".join(page).encode()


def title(city: City, language: str) -> str:
    """What the pictures of the city are called."""
    return phrase("title", language, name=city.name)


def subtitle(city: City, layers: Layers, language: str) -> str:
    """The sentence under the title: how much is in view, of how many, at which range."""
    share = 100 * layers.seen / layers.length if layers.length else 0.0
    return phrase(
        "subtitle",
        language,
        seen=f"{layers.seen / 1000:,.1f}",
        length=f"{layers.length / 1000:,.1f}",
        share=f"{share:.0f}%" if share >= 10 else f"{share:.1f}%",
        n=f"{city.cameras.devices:,}",
        range=range_words(layers, language),
    )


def range_words(layers: Layers, language: str) -> str:
    """How far the cameras are taken to see, as one number of metres or as a range."""
    if not len(layers.ranges):
        return phrase("range_one", language, n=0)
    low, high = (round(float(end)) for end in (layers.ranges.min(), layers.ranges.max()))
    if low == high:
        return phrase("range_one", language, n=low)
    return phrase("range_many", language, low=low, high=high)


def assumptions(city: City, layers: Layers, language: str) -> list[str]:
    """What a picture of the city assumes, sentence by sentence."""
    cameras = city.cameras
    devices = cameras.devices
    discs = np.unique(cameras.device[np.isnan(cameras.directions)])
    halved = np.unique(cameras.device[before_wall(cameras)])
    moved = np.unique(cameras.device[cameras.moved > 0])
    lines = [
        phrase(
            "assume.completeness"
            if _origins(city) in ([], [""], ["OpenStreetMap"])
            else "assume.register",
            language,
        ),
        phrase("assume.range", language, range=range_words(layers, language)),
        phrase("assume.walls", language),
    ]
    if len(discs):
        lines.append(phrase("assume.direction", language, n=len(discs), total=devices))
    if len(halved):
        lines.append(phrase("assume.before_wall", language, n=len(halved), total=devices))
    if len(moved):
        most = f"{float(cameras.moved.max()):.1f}"
        lines.append(phrase("assume.moved", language, n=len(moved), total=devices, most=most))
    return [*lines, phrase("assume.out", language), phrase("assume.steps", language)]


def attribution(city: City, language: str) -> str:
    """Whose data the map is drawn from: OpenStreetMap, and the registers of cameras if any."""
    words = phrase("attribution", language)
    others = [origin for origin in _origins(city) if origin and origin != "OpenStreetMap"]
    if not others:
        return words
    return phrase("attribution_cameras", language, map=words, registers="; ".join(others))


def _origins(city: City) -> list[str]:
    return sorted({split_source(source)[0] for source in city.cameras.sources})


def phrase(key: str, language: str, **values: object) -> str:
    """The words of ``map/words.toml`` in a language, with their blanks filled."""
    return load_phrases("exposure/map")(key, **values)[language]


def _words(language: str) -> Mapping[str, str]:
    entries = load_phrases("exposure/map").entries
    return {key: wording[language] for key, wording in entries.items()}


def _data(city: City, layers: Layers, language: str) -> dict[str, object]:
    west, south, east, north = layers.extent
    corner = (west, south)
    words = _words(language)
    origins = _origins(city)
    buildings = [
        ring
        for ring in (city.buildings.ring(index) for index in range(len(city.buildings)))
        if inside(ring, layers.extent).any()
    ]
    return {
        "home": [0, 0, round(10 * (east - west)), round(10 * (north - south))],
        "steps": STEPS,
        "streets": encoded(layers.streets, corner),
        "share": layers.shares.tolist(),
        "by": layers.filmed_by.tolist(),
        "buildings": encoded(buildings, corner),
        "fields": encoded(layers.fields, corner),
        "reach": np.rint(layers.ranges).astype(int).tolist(),
        "routes": {name: encoded([line], corner) for name, line in layers.routes.items()},
        "cameras": camera_rows(city.cameras, corner, origins),
        "origins": origins,
        "words": {key: words[key] for key in SCRIPT_WORDS},
    }


def _embedded(data: object) -> str:
    """JSON that no HTML reader takes for markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return files("custodes.audits.exposure").joinpath("map", name).read_text("utf-8")
