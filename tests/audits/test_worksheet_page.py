"""The page of a worksheet, in both languages, and what the command says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from worksheet_cases import paper_case

from custodes.audits.results import Result
from custodes.audits.worksheet import audit, check
from custodes.dossier.audit_views import Section, finding_view
from custodes.dossier.edition import Edition
from custodes.dossier.words import LANGUAGES, InterfaceLanguage
from custodes.release import public

ROOT = Path(__file__).resolve().parents[2]

SHEET: dict[str, Any] = {
    "cell": {
        "A": {"number": 1158, "source": "a <b>report</b>", "unit": "photo"},
        "B": {"low": 61, "high": 69, "source": "a report", "unit": "person"},
        "C": {
            "low": 11,
            "high": 19,
            "source": "a report",
            "unit": "person",
            "counted": {"en": "suspects", "zh": "嫌疑人"},
        },
        "R": {"formula": "1 - C / (A + B + C)"},
    },
    "claimed": {"cell": "R", "low": 99, "high": 100, "unit": "%", "source": "a newspaper"},
    "assumption": {
        "persons": {
            "low": 1,
            "high": 1,
            "most": 1,
            "unit": "person / photo",
            "says": {"en": "Each photo shows another person.", "zh": "每张照片一人。"},
            "of": "A",
            "counts": {"en": "different people in the photos", "zh": "照片中的不同人数"},
        }
    },
    "reading": {"plain": {"formula": "1 - C / (A + C)", "says": {"en": "two of them"}}},
}

SUMS: list[dict[str, Any]] = [
    SHEET,
    {**SHEET, "claimed": {**SHEET["claimed"], "low": 10}},
    {**SHEET, "claimed": {**SHEET["claimed"], "low": 99.9}},
    {"cell": {"A": {"number": 3, "source": "x"}, "T": {"formula": "A * A"}}},
    {"cell": {"A": {"low": 3, "source": "x"}, "T": {"formula": "A + 1"}}},
    {
        "cell": {"A": {"low": -3, "high": 2, "source": "x"}, "T": {"formula": "6 / A"}},
        "claimed": {"cell": "T", "number": 3, "source": "x"},
    },
    {
        "cell": {"A": {"low": -300, "high": -200, "source": "x"}, "T": {"formula": "A * 2"}},
        "claimed": {"cell": "T", "high": -300, "source": "x"},
    },
]


def sections(result: Result, language: InterfaceLanguage = "en") -> list[Section]:
    edition = Edition(public("test", [(result.finding, result.files)]), language)
    return list(finding_view(edition, edition.released.findings[0]).sections)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", SUMS)
def test_every_kind_of_sheet_has_a_page(sheet: dict[str, Any], language: InterfaceLanguage) -> None:
    drawn = sections(audit(sheet), language)
    assert drawn
    for section in drawn:
        for figure in section.figures:
            for svg in (figure.wide, figure.narrow):
                ElementTree.fromstring(str(svg))
                assert "style=" not in svg
        for row in section.rows:
            assert len(row) == len(section.columns)


def test_claimed_and_computed_are_drawn_on_one_scale() -> None:
    ranges, sums, settle = sections(audit(SHEET))
    (figure,) = ranges.figures
    assert "both sides of the claim" in figure.title
    claimed = re.search(r'<rect class="fclaim" x="([\d.]+)"[^>]*width="([\d.]+)"', figure.wide)
    computed = re.search(r'<rect class="fin" x="([\d.]+)"[^>]*width="([\d.]+)"', figure.wide)
    assert claimed is not None
    assert computed is not None
    left, right = float(computed[1]), float(computed[1]) + float(computed[2])
    assert left < float(claimed[1]) < right
    # 98.465 to 99.111 with 99 between: the parts are in the proportion of the figures
    assert (float(claimed[1]) - left) / (right - left) == pytest.approx(0.8275, abs=0.01)
    assert "98.47 to 99.11%" in figure.wide
    assert [str(row[0]) for row in sums.rows][-1].endswith("persons</span> ")
    assert settle.figures


def test_the_turning_points_are_drawn_and_told() -> None:
    *_, settle = sections(audit(SHEET))
    (figure,) = settle.figures
    assert "fewer than 1,020 different people in the photos" in figure.title
    assert ">1,020<" in figure.wide
    assert ">1,158<" in figure.wide
    assert "at least 1,820" in figure.caption
    assert 'class="sno"' in figure.wide
    assert 'class="sun"' in figure.wide
    assert 'class="sok"' not in figure.wide


def test_the_source_of_a_number_is_escaped() -> None:
    _, sums, _ = sections(audit(SHEET))
    assert any("&lt;b&gt;" in str(row[-1]) for row in sums.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checks_have_a_page(language: InterfaceLanguage) -> None:
    case = paper_case({"通报": "新增病例10例，东区5例、西区2例、南区1例、北区1例。"})
    differ, looked = sections(check(case), language)
    assert len(differ.rows) == 1
    assert "9" in str(differ.rows[0][1])
    assert len(looked.rows) == 5
    (only,) = sections(check(paper_case({"通报": "没有数字。"})), language)
    assert only.rows == looked.rows or len(only.rows) == 5


def custodes(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "custodes.cli", "audit", "worksheet", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_prints_the_sums_of_a_sheet_of_numbers_without_a_case() -> None:
    done = custodes(ROOT / "examples" / "worksheets" / "alarms.toml")
    assert done.returncode == 0, done.stderr
    assert "verdict: not established" in done.stdout
    assert "5.549 to 6.387 minute / alarm" in done.stdout


def test_the_command_says_what_is_wrong_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "sums.toml").write_text("[cell.A]\nlow = 9\nhigh = 2\nsource = 'x'\n")
    done = custodes(tmp_path / "sums.toml")
    assert done.returncode != 0
    assert "sums.toml, line 1: cell.A: the interval is upside down" in done.stderr
    assert "Traceback" not in done.stderr
    assert custodes().returncode == 2
    assert "--case" in custodes("--check").stderr
