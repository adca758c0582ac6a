"""``custodes duplicates``, from the shell."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

NOTICE = """The Port Alder Police Department has used {readers} licence plate readers since 2021.
The readers stand at every bridge of the town and send what they see to a store in the capital.

Northlight, which built them, denies that it sells any of the data to insurers or to landlords.

The council has asked for the contract twice, and was told that there is none in writing. It will
ask again in autumn, when the mayor is back from the fair at which the readers were first shown.
"""


def custodes(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "custodes.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("duplicates")
    given = folder / "given"
    given.mkdir()
    notice = NOTICE.format(readers=40)
    (given / "a.md").write_text(f"# The readers\n\n{notice}", encoding="utf-8")
    (given / "b.md").write_text(f"# Seen elsewhere\n\n{notice}", encoding="utf-8")
    corrected = NOTICE.format(readers=60)
    (given / "c.md").write_text(f"# The readers, corrected\n\n{corrected}", encoding="utf-8")
    assert custodes("init", folder / "case").returncode == 0
    assert custodes("add", folder / "case", given, "--workers", 1).returncode == 0
    return folder / "case"


def test_groups_are_a_table_for_a_person_and_json_for_a_program(case: Path) -> None:
    groups = json.loads(custodes("duplicates", case, "--json").stdout)
    assert [group["kind"] for group in groups] == ["reprint", "version"]
    assert [len(group["documents"]) for group in groups] == [2, 2]
    assert groups[0]["documents"][0] == groups[1]["documents"][0]
    shown = custodes("duplicates", case).stdout
    assert "3 documents, of which reprints: 1; groups of versions: 1" in shown
    assert "b.md" in shown
    assert groups[0]["documents"][0][:12] in shown


def test_status_counts_them(case: Path) -> None:
    assert "reprints: 1, groups of versions: 1" in custodes("status", case).stdout
    assert len(json.loads(custodes("status", case, "--json").stdout)["near_duplicates"]) == 2


def test_differences_are_lines_with_their_surroundings(case: Path) -> None:
    shown = custodes("duplicates", case, "--differences", "a.md", "c.md").stdout.splitlines()
    for sign, figure in (("- ", "40"), ("+ ", "60")):
        words = f"has used [{figure}] licence plate"
        assert [line for line in shown if line.startswith(sign) and words in line]
    same = custodes("duplicates", case, "--differences", "a.md", "a.md").stdout
    assert "no words differ" in same
    found = json.loads(
        custodes("duplicates", case, "--json", "--differences", "a.md", "c.md").stdout
    )["differences"]
    assert ("changed", "40", "60") in [
        (d["kind"], d["first"] and d["first"]["exact"], d["second"] and d["second"]["exact"])
        for d in found
    ]


def test_a_document_that_is_not_there_or_not_the_only_one_is_said(case: Path) -> None:
    missing = custodes("duplicates", case, "--differences", "a.md", "nothing")
    assert (missing.returncode, "no document 'nothing'" in missing.stderr) == (2, True)
    several = custodes("duplicates", case, "--differences", ".md", "a.md")
    assert (several.returncode, "3 documents fit '.md'" in several.stderr) == (2, True)
