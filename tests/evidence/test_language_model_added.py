"""``custodes add --model-endpoint``: a server answers, lies or is dead, and nothing is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from model_server import model_server

from custodes.case import Case
from custodes.cli.program import SOME_UNREADABLE

REPORT = """# Cameras of Port Alder

The Port Alder Police Department has used 40 licence plate readers since 2021.

Residents were told of it in a leaflet of four pages.
"""
TRUE = {
    "type": "rule",
    "quote": "Residents were told of it in a leaflet",
    "status": "done",
    "attribution": {"kind": "author"},
}
LIE = {"type": "targeting", "quote": "the police follow every resident"}


def custodes(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "custodes.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "report.md").write_text(REPORT, encoding="utf-8")
    added = custodes("init", tmp_path / "case")
    assert added.returncode == 0, added.stderr
    return tmp_path / "case"


def model_claims(case: Path) -> list[str]:
    with Case.open(case) as opened:
        assert opened.verify() == []
        return [c.quote.exact for c in opened.claims() if c.extractor.startswith("model.")]


def test_claims_of_a_model_stand_under_its_name_and_are_asked_for_once(case: Path) -> None:
    with model_server(lambda request: json.dumps({"claims": [TRUE, LIE]})) as server:
        options = ("--model-endpoint", server.url, "--model", "small")
        first = custodes("add", case, case.parent / "report.md", *options, "--json")
        again = custodes("add", case, *options)
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert (told["model"]["asked"], told["model"]["claims"], told["model"]["dropped"]) == (1, 1, 1)
    assert again.returncode == 0, again.stderr
    assert len(server.requests) == 1
    assert model_claims(case) == [TRUE["quote"]]


def test_a_dead_endpoint_leaves_the_documents_in_and_says_so(case: Path) -> None:
    with model_server(lambda request: "") as server:
        dead = server.url
    result = custodes("add", case, case.parent / "report.md", "--model-endpoint", dead)
    assert result.returncode == SOME_UNREADABLE
    assert "could not be asked" in result.stderr
    assert "Traceback" not in result.stderr
    assert model_claims(case) == []
    with Case.open(case) as opened:
        assert len(opened.documents()) == 1
        assert opened.claims()


def test_what_a_broken_endpoint_was_not_asked_is_asked_the_next_time(case: Path) -> None:
    for number in range(5):
        (case.parent / f"{number}.md").write_text(f"{REPORT}\nNumber {number}.\n", "utf-8")
    files = [case.parent / f"{number}.md" for number in range(5)]
    with model_server(lambda request: json.dumps({"claims": [TRUE]})) as server:
        server.status = 500
        options = ("--model-endpoint", server.url, "--model", "small")
        broken = custodes("add", case, *files, *options)
        assert broken.returncode == SOME_UNREADABLE
        assert "gave up after 3 failures; 2 documents were not tried" in broken.stderr
        server.status = 200
        mended = custodes("add", case, *options)
    assert mended.returncode == 0, mended.stderr
    assert len(model_claims(case)) == 5


def test_nothing_is_sent_where_no_endpoint_is_named(case: Path) -> None:
    with model_server(lambda request: json.dumps({"claims": [TRUE]})) as server:
        result = custodes("add", case, case.parent / "report.md")
    assert result.returncode == 0, result.stderr
    assert server.requests == []


def test_an_address_elsewhere_is_refused_before_anything_is_done(case: Path) -> None:
    address = "http://192.0.2.1:8080/v1"
    result = custodes("add", case, case.parent / "report.md", "--model-endpoint", address)
    assert result.returncode not in (0, SOME_UNREADABLE)
    assert "on this machine" in result.stderr
    with Case.open(case) as opened:
        assert opened.documents() == []
