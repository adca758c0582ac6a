"""How large the pictures of an exposure audit are, and how soon the map stands on the screen.

    python benchmarks/exposure_pictures.py helsinki.osm.pbf san-francisco.osm.pbf
    python benchmarks/exposure_pictures.py san-francisco.osm.pbf --invented 5000
    python benchmarks/exposure_pictures.py san-francisco.osm.pbf --maplibre maplibre-gl.js

The map is opened from disk in headless Chromium; "drawn" is the time from the start of loading to
the first whole picture. The peer is MapLibre GL JS (npm maplibre-gl, dist/maplibre-gl.js), with the
same streets, buildings and fields as GeoJSON in the same file; it is left out where its file is not
given. Needs playwright and Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from custodes.audits.exposure.city import City, Floats
from custodes.audits.exposure.map_data import Layers, layers
from custodes.audits.exposure.map_page import map_page
from custodes.audits.exposure.reading_map import read_city
from custodes.audits.exposure.scenario import invented
from custodes.audits.exposure.static_maps import static_map
from custodes.audits.exposure.view import view

RANGE = 50.0
OPENINGS = 3


def main() -> None:
    """Print a row for each picture of each city."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("maps", nargs="+", type=Path, help="OpenStreetMap extracts")
    parser.add_argument("--invented", type=int, default=0, help="so many invented cameras instead")
    parser.add_argument("--maplibre", type=Path, help="maplibre-gl.js, to compare with")
    arguments = parser.parse_args()
    print(f"{'city':16}{'picture':26}{'KiB':>8}{'CPU s':>8}{'drawn ms':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for path in arguments.maps:
            one_city(path, arguments.invented, arguments.maplibre, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB")
    if arguments.maplibre is None:
        print("MapLibre GL JS left out: its file was not given (--maplibre)")


def one_city(path: Path, count: int, library: Path | None, folder: Path) -> None:
    """The rows of one city."""
    city = read_city(path)
    if count:
        city = city.with_cameras(invented(city, city.cameras, count, 1))
    views = view(city, city.cameras, RANGE)
    layers(city, views, RANGE)  # compiles
    start = time.process_time()
    shown = layers(city, views, RANGE)
    page = map_page(city, shown, "en")
    seconds = time.process_time() - start
    own = folder / "own.html"
    own.write_bytes(page)
    drawn = opened(own, "document.getElementById('map')?.dataset.view && performance.now()")
    row(city, f"map.html, {len(city.cameras)} cameras", len(page), seconds, drawn)
    if library is not None:
        other = folder / "maplibre.html"
        other.write_text(with_maplibre(city, shown, library.read_text("utf-8")), "utf-8")
        slower = opened(other, "window.idle")
        row(city, "the same with MapLibre", other.stat().st_size, None, slower, slower / drawn)
    start = time.process_time()
    files = static_map(city, shown, "en")
    seconds = time.process_time() - start
    for name, content in files.items():
        row(city, name, len(content), seconds if name == "map.svg" else None)


def row(
    city: City,
    name: str,
    size: int,
    seconds: float | None,
    drawn: float | None = None,
    ratio: float = 1.0,
) -> None:
    """Print one row; the seconds of the three static maps stand at the first."""
    cells = f"{city.name:16}{name:26}{size / 1024:8,.0f}"
    cells += " " * 8 if seconds is None else f"{seconds:8.2f}"
    print(cells if drawn is None else f"{cells}{drawn:10,.0f}{ratio:8.1f}")


def opened(path: Path, ready: str) -> float:
    """Milliseconds until ``ready`` is a number, the least of a few openings."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("CUSTODES_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        for _ in range(OPENINGS):
            page = browser.new_page(viewport={"width": 1280, "height": 850})
            page.goto(path.as_uri())
            found.append(float(page.wait_for_function(ready, timeout=120_000).json_value()))
            page.close()
        browser.close()
    return min(found)


def with_maplibre(city: City, shown: Layers, library: str) -> str:
    """A page that draws the same with MapLibre GL JS."""

    def degrees(points: Floats) -> list[Any]:
        found: list[Any] = np.column_stack(city.to_degrees(*points.T)).round(6).tolist()
        return found

    def features(kind: str, lines: list[Any], shares: list[int]) -> dict[str, Any]:
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"share": share},
                    "geometry": {"type": kind, "coordinates": line},
                }
                for line, share in zip(lines, shares, strict=True)
            ],
        }

    def closed(rings: list[Floats]) -> dict[str, Any]:
        lines = [[degrees(np.vstack([ring, ring[:1]]))] for ring in rings if len(ring)]
        return features("Polygon", lines, [0] * len(lines))

    buildings = [city.buildings.ring(number) for number in range(len(city.buildings))]
    data = {
        "streets": features(
            "LineString", [degrees(line) for line in shown.streets], shown.shares.tolist()
        ),
        "buildings": closed(buildings),
        "fields": closed(list(shown.fields)),
    }
    style = {
        "version": 8,
        "sources": {name: {"type": "geojson", "data": name} for name in data},
        "layers": [
            {
                "id": name,
                "type": kind,
                "source": name,
                "paint": paint,
            }
            for name, kind, paint in (
                ("buildings", "fill", {"fill-color": "#eee"}),
                ("fields", "fill", {"fill-color": "#aac", "fill-opacity": 0.3}),
                (
                    "streets",
                    "line",
                    {
                        "line-color": ["step", ["get", "share"], "#bbb", 1, "#f96"],
                        "line-width": 1.5,
                    },
                ),
            )
        ],
    }
    return (
        "<!doctype html><meta charset=utf-8><style>html,body,#map{margin:0;height:100%}</style>"
        f"<div id=map></div><script>{library}</script><script>"
        f"const data = {json.dumps(data, separators=(',', ':'))}, style = {json.dumps(style)};"
        "for (const name in data) style.sources[name].data = data[name];"
        f"const map = new maplibregl.Map({{container: 'map', center: {list(city.origin)}, zoom: 13,"
        "fadeDuration: 0, style});"
        "map.on('idle', () => { window.idle = window.idle || performance.now(); });</script>"
    )


if __name__ == "__main__":
    main()
