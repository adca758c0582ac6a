"""The dragnet's page draws what the finding holds, in both languages, and names whose map it is."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from custodes.audits import Result
from custodes.audits.dragnet import audit
from custodes.audits.dragnet.streets import Streets
from custodes.dossier import write_findings
from custodes.dossier.audits.dragnet_drawing import Row, layers_drawing
from custodes.dossier.audits.dragnet_map import list_map
from custodes.dossier.words import load_words
from custodes.model import Table
from custodes.release import public

SMALL: dict[str, Any] = {"people": 1500, "days": 2, "width_km": 3.0, "points": 4}
TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def result() -> Result:
    nodes = np.random.default_rng(3).uniform(0, 3000, (600, 2))
    segments = np.column_stack([np.arange(599), np.arange(1, 600)]).astype(np.int32)
    streets = Streets("town", "f" * 64, "© somebody", nodes, segments)
    return audit(
        **SMALL,
        streets=streets,
        radii=(100, 150, 300),
        windows=(60, 120),
        dwells=(0, 10),
        positioning="wifi",
    )


def page(result: Result, language: Any, folder: Path) -> str:
    write_findings(public("near", [(result.finding, result.files)]), folder, language)
    return (folder / "audit-dragnet-1.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_it_is_synthetic_and_whose_streets_they_are(
    result: Result, language: str, tmp_path: Path
) -> None:
    html = page(result, language, tmp_path / "near")
    words = load_words("en" if language == "en" else "zh")
    assert html.count(str(words("audit.dragnet.map.synthetic"))) >= 1
    assert "© somebody" in html
    assert "primary source not seen" in html
    for name in ("list-map", "list-by-radius", "not-there"):
        picture = (tmp_path / "near" / "audits" / "dragnet-1" / f"{name}.svg").read_text("utf-8")
        assert "nan" not in picture
        assert "style=" not in picture
    text = TAG.sub(" ", html)
    for kind in ("there", "stayed", "passed", "never"):
        assert str(words(f"audit.dragnet.kind.{kind}")) in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_and_parameter_has_a_label(result: Result, language: str) -> None:
    words = load_words("en" if language == "en" else "zh")
    plain = audit(**SMALL).finding
    for finding in (result.finding, plain):
        assert not [n for n in finding.figures if f"audit.dragnet.figure.{n}" not in words]
        assert not [n for n in finding.parameters if f"audit.dragnet.parameter.{n}" not in words]


def test_one_radius_and_an_empty_list_still_make_a_page(tmp_path: Path) -> None:
    one = audit(**SMALL, radii=(80,))
    html = page(one, "en", tmp_path / "one")
    assert "list-map.svg" in html
    assert "not-there.svg" not in html  # one point makes no curve
    tables = dict(one.finding.tables)
    rows = tuple(
        (*row[:3], *[0.0] * 7, None, None, None, None, 0.0) for row in tables["lists"].rows
    )
    tables["lists"] = Table(tables["lists"].columns, rows)
    tables["dots"] = Table(tables["dots"].columns, (("drawn", 0.0, 0.0),))
    nobody = dataclasses.replace(one, finding=dataclasses.replace(one.finding, tables=tables))
    assert "Nobody was recorded within 80 m" in page(nobody, "en", tmp_path / "nobody")


class _Edition:
    language = "en"

    def __init__(self) -> None:
        self.words = load_words("en")

    def number(self, value: float) -> str:
        return f"{value:g}"


def test_a_person_at_the_radius_is_drawn_on_the_outer_ring() -> None:
    drawn = list_map(
        _Edition(),  # type: ignore[arg-type]
        [("there", 0.0, 100.0), ("never", 5000.0, 0.0)],
        None,
        radius=100.0,
        area=20.0,
        rings=(50.0, 100.0),
        label="x",
        narrow=False,
    )
    circles = re.findall(r'<circle class="([^"]*)" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', drawn)
    (ring,) = [float(r) for classes, _, _, r in circles if classes == "sin thin" and float(r) > 200]
    (dot,) = [(float(x), float(y)) for classes, x, y, _ in circles if classes == "fin"]
    assert dot[0] == 540.0
    assert dot[1] == pytest.approx(310.0 - ring, abs=0.2)
    assert drawn.count('class="wrong"') == 0  # far outside the picture


def test_layers_stand_on_each_other() -> None:
    rows = [
        Row(radius, 60, 0, 90, 100, 110, 10, 50, 30, 10, 80.0, 90.0, 95.0, 0.0)
        for radius in (50.0, 100.0)
    ]
    drawn = layers_drawing(
        _Edition(),  # type: ignore[arg-type]
        rows,
        ("there", "stayed", "passed", "never"),
        "x",
        narrow=False,
    )
    areas = re.findall(r'class="(?:fin|fopen|fclaim|fsunk) thin" d="M([^Z]*)Z"', drawn)
    points = [[float(p.split(" ")[1]) for p in area.split("L")] for area in areas]
    tops, bottoms = [area[0] for area in points], [area[-1] for area in points]
    assert bottoms[1:] == tops[:-1]
    curve = re.search(r'class="curve" d="M[\d.]+ ([\d.]+)', drawn)
    assert curve is not None
    assert float(curve[1]) == tops[-1]
