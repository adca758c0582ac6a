"""Held claims, the right of reply and the outline, from the command line."""

import dataclasses
import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest

from custodes.case import Case
from custodes.model import Attribution, Outline, OutlineEntry, OutlineSection

REPORT = """# The cameras of Port Alder

The Port Alder Police Department has used 40 licence plate readers of Northlight since 2021.

The council of Port Alder has installed 12 cameras at the school.
"""
RUMOUR = "# 传闻\n\n网传海康威视科技有限公司向临澜市公安局出售了人脸名单。\n"


def custodes(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "custodes.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "report.md").write_text(REPORT, encoding="utf-8")
    (tmp_path / "given" / "rumour.md").write_text(RUMOUR, encoding="utf-8")
    with Case.create(tmp_path / "case") as opened:
        opened.add([tmp_path / "given"])
        said = next(c for c in opened.claims() if "人脸名单" in c.quote.exact)
        rumour = dataclasses.replace(said, attribution=Attribution("rumour"))
        opened.reviewing.correct(said.identifier, rumour, "A. Editor")
    return tmp_path / "case"


def claim(case: Path, words: str) -> str:
    with Case.open(case) as opened:
        return next(c.identifier for c in opened.claims() if words in c.quote.exact)


def test_a_rumour_about_a_named_firm_is_in_no_dossier_and_no_export(
    case: Path, tmp_path: Path
) -> None:
    listed = json.loads(custodes("legal", "list", case, "--json").stdout)
    assert [entry["state"]["why"] for entry in listed] == ["rumour"]
    assert "人脸名单" in listed[0]["quote"]
    done = custodes("dossier", "--case", case, "--out", tmp_path / "out", "--no-audits", "--json")
    assert (done.returncode, json.loads(done.stdout)["held"]) == (0, 1)
    exported = custodes("export", case, "--format", "claims-jsonl", "--unmasked").stdout
    written = "".join(p.read_text("utf-8") for p in (tmp_path / "out").rglob("*") if p.is_file())
    for words in (exported, written):
        assert "人脸名单" not in words
        assert "installed 12 cameras" in words


def test_it_leaves_when_it_is_cleared_and_not_when_it_is_held_again(case: Path) -> None:
    rumour = claim(case, "人脸名单")
    said = custodes("legal", "clear", case, rumour, "--by", "B. Lawyer", "--why", "seen")
    assert (said.returncode, said.stdout) == (0, "1 cleared.\n")
    assert "人脸名单" in custodes("export", case, "--format", "claims-jsonl").stdout
    assert "B. Lawyer: seen" in custodes("legal", "list", case).stdout
    custodes("legal", "hold", case, rumour, "--by", "B. Lawyer", "--why", "not yet")
    assert "人脸名单" not in custodes("export", case, "--format", "claims-jsonl").stdout


def test_the_right_of_reply_is_asked_answered_and_listed(case: Path) -> None:
    name = claim(case, "installed 12 cameras")
    about = ("--whom", "The council", "--by", "A. Editor")
    early = custodes("legal", "answer", case, name, "--words", "No.", *about)
    assert (early.returncode, "was not asked" in early.stderr) == (2, True)
    asked = ("--what", "Is it so?", "--on", "2026-05-01", "--until", "2026-05-08")
    assert custodes("legal", "ask", case, name, *asked, *about).returncode == 0
    assert "The council: no answer by 2026-05-08" in custodes("legal", "list", case).stdout
    assert custodes("legal", "answer", case, name, "--words", "13.", *about).returncode == 0
    (entry,) = [
        each
        for each in json.loads(custodes("legal", "list", case, "--json").stdout)
        if each["replies"]
    ]
    assert entry["replies"][0]["answer"] == "13."


def test_what_is_no_claim_is_said_and_nothing_is_recorded(case: Path) -> None:
    good = claim(case, "installed 12 cameras")
    done = custodes("legal", "hold", case, good, "f" * 16, "--by", "A. Editor", "--why", "x")
    assert done.returncode == 2
    assert "ffffffffffffffff: no claim of this case" in done.stderr
    with Case.open(case) as opened:
        assert opened.notes() == []


def test_a_dossier_follows_the_outline_of_its_case(case: Path, tmp_path: Path) -> None:
    name = claim(case, "installed 12 cameras")
    now = datetime.datetime.now(datetime.UTC)
    section = OutlineSection("At the school", "", (OutlineEntry(name, "Only here."),))
    with Case.open(case) as opened:
        opened.keep_outline(
            Outline("A. Editor", now, "Watched", language="zh", scope="chosen", sections=(section,))
        )
    out = tmp_path / "out"
    done = custodes("dossier", "--case", case, "--out", out, "--no-audits")
    assert done.returncode == 0
    assert "following the outline of A. Editor" in done.stderr
    front = (out / "index.html").read_text("utf-8")
    assert '<html lang="zh">' in front
    assert "At the school" in front
    assert "Only here." in front
    assert "licence plate" not in "".join(p.read_text("utf-8") for p in out.glob("*.html"))
    plain = custodes("dossier", "--case", case, "--out", out, "--no-audits", "--no-outline")
    assert plain.returncode == 0
    assert "At the school" not in (out / "index.html").read_text("utf-8")


def test_without_files_and_without_a_case_there_is_nothing_to_write(tmp_path: Path) -> None:
    done = custodes("dossier", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "name the files to read" in done.stderr
