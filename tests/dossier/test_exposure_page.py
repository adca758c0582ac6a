"""The page of an exposure audit, from tables made up here."""

from __future__ import annotations

from typing import Any

import pytest

from custodes.dossier.audit_views import Section, file_name, finding_view
from custodes.dossier.audits.exposure import label, sections
from custodes.dossier.audits.exposure_drawings import Bar, bars, hexagons, short_range, ticks
from custodes.dossier.audits.exposure_page import numbers
from custodes.dossier.edition import Edition
from custodes.model import Finding, Quantity, Table
from custodes.release import public

Cell = str | float | None


def table(columns: str, *rows: tuple[Cell, ...]) -> Table:
    return Table(tuple(columns.split()), rows)


def finding(**changes: Any) -> Finding:
    """A finding with every table that the page knows."""
    tables = {
        "times_filmed": table(
            "walk minutes times share low high",
            *(
                (walk, minutes, times, 0.1, 0.05, 0.15)
                for walk in ("random", "doors")
                for minutes in (10, 20)
                for times in range(21)
            ),
        ),
        "filmed": table(
            "walk minutes rule filmed_low filmed_high kept_low kept_high times_low times_high "
            "in_view_low in_view_high",
            ("random", 10, 1, 0.6, 0.8, 0.6, 0.8, 1.5, 3.25, 0.1, 0.2),
            ("doors", 20, 2, 0.7, 0.9, 0.4, 0.5, 2, 4, 0.1, 0.2),
        ),
        "unseen": table(
            "walk minutes quantile metres_low metres_high",
            *(("random", 10, q, 1000 * q, 1200 * q) for q in (0.1, 0.25, 0.5, 0.75, 0.9)),
        ),
        "districts": table(
            "kind name kilometres low high lon lat",
            ("hexagon", "+0/+0", 4.0, 0.0, 0.0, 10.0, 50.0),
            ("hexagon", "+1/-1", 3.0, 0.2, 0.4, 10.0, 50.0),
            ("hexagon", "…", 2.0, 0.1, 0.1, None, None),
        ),
        "operators": table(
            "operator cameras low high", ("public", 5, 0.1, 0.2), ("unknown", 9, 0.2, 0.3)
        ),
        "sensitivity": table(
            "input from to share_from share_to filmed_from filmed_to",
            ("range", 10.0, 90.0, 0.1, 0.5, 0.4, 0.6),
            ("walls", "walls", "none", 0.2, 0.3, 0.5, 0.6),
            ("moonlight", 1.0, 2.0, 0.2, 0.25, 0.5, 0.6),
            ("walks", 1000, 1000, 0.2, 0.2, 0.5, 0.52),
        ),
        "completeness": table(
            "completeness cameras share_low share_high minutes filmed_low filmed_high kept_low "
            "kept_high",
            (1.0, 14, 0.2, 0.3, 10, 0.6, 0.8, 0.6, 0.8),
            (0.462, 30, 0.35, 0.45, 10, 0.6, 0.8, 0.6, 0.8),
        ),
        "cameras": table("what cameras", ("all", 14), ("moved", 7), ("with_a_hat", 1)),
        "left_out": table("what", ("3 ways left out",)),
        "routes": table(
            "way metres seen_low seen_high times_low times_high unseen_low unseen_high",
            ("shortest", 1000, 100, 200, 1, 2.5, 300, 400),
            ("least_exposed", 1200, 10, 20, 0, 1, 800, 900),
        ),
    }
    values: dict[str, Any] = {
        "identifier": "0123456789abcdef",
        "method": "exposure",
        "method_version": "1",
        "title": {"en": "How watched?", "zh": "会被拍到多少？"},
        "words": {"en": "So much.", "zh": "这么多。"},
        "figures": {
            "share_in_view": Quantity(20, 30, "%"),
            "share_in_view_without_walls": Quantity(30, 45, "%"),
            "filmed_random_15_scenario_0.462": Quantity(60, 80, "%"),
        },
        "tables": tables,
    }
    return Finding(**{**values, **changes})


def edition(made: Finding, language: Any = "en", files: dict[str, bytes] | None = None) -> Edition:
    return Edition(public("Walks", [(made, files or {})]), language)


def page(
    made: Finding, language: Any = "en", files: dict[str, bytes] | None = None
) -> list[Section]:
    shown = edition(made, language, files)
    return list(sections(shown, shown.released.findings[0]))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_table_has_its_section_in_each_language(language: str) -> None:
    made = page(finding(), language, {"map.png": b"", "map.html": b"", "map.pdf": b""})
    names = [figure.name for section in made for figure in section.figures]
    assert names == [
        "share-in-view",
        "walks-times-filmed",
        "walks-filmed-as-demanded",
        "walks-longest-unseen",
        "share-in-view-by-hexagon",
        "what-moves-the-share",
    ]
    assert len(made) == 9
    for section in made:
        for figure in section.figures:
            assert figure.wide.startswith('<svg class="wide"')
            assert figure.narrow.startswith('<svg class="narrow"')
            assert "nan" not in figure.wide


def test_a_finding_without_tables_has_no_section() -> None:
    assert page(finding(tables={}, figures={})) == []


def test_no_drawing_has_a_style_of_its_own() -> None:
    made = page(finding(), files={"map.png": b""})
    for section in made:
        for markup in (section.intro, section.note, *(f.wide + f.narrow for f in section.figures)):
            assert "style=" not in markup


def test_the_map_is_a_picture_with_words_and_a_way_to_the_one_that_answers() -> None:
    shown = edition(finding(), files={"map.png": b"", "map.svg": b"", "map.html": b""})
    released = shown.released.findings[0]
    made = list(sections(shown, released))[1]
    assert f'<img src="{file_name(released, "map.png")}" alt="Map of the city' in made.note
    assert f'href="{file_name(released, "map.html")}"' in made.intro
    assert "map.pdf" not in made.note


def test_the_walks_filmed_most_often_are_told_in_words_and_not_drawn_on_the_scale() -> None:
    (drawn,) = next(
        s for s in page(finding()) if s.figures and s.figures[0].name == "walks-times-filmed"
    ).figures
    assert "20 times or more" in drawn.wide
    assert ">20<" not in drawn.wide


def test_never_filmed_is_what_is_left_of_filmed_at_least_once() -> None:
    made = next(
        s for s in page(finding()) if s.figures and s.figures[0].name == "walks-filmed-as-demanded"
    )
    assert made.figures[0].title == "20–40% of the random walks of 10 minutes are never filmed"
    assert list(made.rows[0][1:]) == ["20–40%", "1.5–3.2", "10–20%"]
    assert "20 minutes: at least 2 times" in made.figures[0].wide


def test_districts_are_a_table_in_the_order_of_the_map() -> None:
    tables = dict(finding().tables)
    tables["districts"] = table(
        "kind name kilometres low high lon lat",
        ("district", "Mill", 4.0, 0.3, 0.4, None, None),
        ("district", "Abbey", 4.0, 0.0, 0.1, None, None),
        ("district", "Quay", 4.0, None, None, None, None),
    )
    made = next(s for s in page(finding(tables=tables)) if s.heading == "By district")
    assert [row[0] for row in made.rows] == ["Mill", "Abbey"]


def test_operators_are_drawn_only_where_the_map_tells_one() -> None:
    (drawn,) = page(finding())[0].figures
    assert "Cameras of public bodies" in drawn.wide
    tables = dict(finding().tables)
    tables["operators"] = table("operator cameras low high", ("unknown", 14, 0.2, 0.3))
    (drawn,) = page(finding(tables=tables))[0].figures
    assert "operator" not in drawn.wide


def test_names_that_the_page_does_not_know_stand_as_they_are() -> None:
    made = page(finding())
    assert any("moonlight" in row[0] for section in made for row in section.rows)
    assert any("with a hat" in row[0] for section in made for row in section.rows)


def test_figures_named_after_minutes_and_scenarios_have_words() -> None:
    made = edition(finding())
    view = finding_view(made, made.released.findings[0])
    assert (
        view.figures[2][0]
        == "Share of random walks of 15 minutes filmed at least once, if the map held 46.2%"
    )
    assert label(made, "figure", "share_in_view_scenario_0.5") is not None
    assert label(made, "figure", "moonlight") is None
    assert label(made, "parameter", "filmed_random_10") is None


@pytest.mark.parametrize(
    ("top", "marks"),
    [
        (1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.27, [0, 0.1, 0.2, 0.3]),
        (2900, [0, 1000, 2000, 3000]),
    ],
)
def test_ticks_are_round_and_hold_the_top(top: float, marks: list[float]) -> None:
    assert ticks(top) == pytest.approx(marks)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.12, 0.3, "12–30%"), (0.004, 0.04, "0.4–4%"), (0, 0.0005, "0–0.05%"), (0, 0, "0%")],
)
def test_shares_have_as_many_digits_as_they_need(low: float, high: float, words: str) -> None:
    assert short_range(low, high) == words


def test_numbers_that_round_to_one_are_one() -> None:
    assert numbers(1.01, 1.04) == "1"
    assert numbers(1000.4, 2000.6, 0) == "1,000–2,001"


def test_a_range_is_a_bar_from_end_to_end_and_a_single_value_a_dot() -> None:
    drawn = bars("en", [Bar("A", 0.25, 0.5, "25–50%")], str, "A", wide=True, top=1.0)
    x, width = 320 + 0.25 * 610, 0.25 * 610
    assert f'x="{x:.1f}"' in drawn
    assert f'width="{width:.1f}"' in drawn
    assert "<circle" not in drawn
    assert "<circle" in bars("en", [Bar("A", 0.5, 0.5, "50%")], str, "A", wide=True, top=1.0)


def test_hexagons_lie_apart_and_the_fullest_is_the_darkest() -> None:
    drawn = hexagons("en", [(0, 0, 0, 0.1), (1, 0, 0.4, 0.6)], "A", wide=True)
    assert 'fill-opacity="0.40"' in drawn
    assert 'fill-opacity="0.07"' in drawn
