"""Findings on their way out: masked, their claims under outside names, private parameters kept."""

import hashlib

import pytest
from fake_case import Page, case_of

from custodes.model import Finding, Quantity, Table
from custodes.release import MASK, decisions, public, release
from custodes.release.guard import strings_of

CONTENT = b"<svg/>"


@pytest.fixture(autouse=True)
def no_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "_name_like", lambda content: [])


def page() -> Page:
    words = "王毅被传唤。"
    return Page([words], marks=[("王毅", "person", "private")], quotes=[words])


def finding(claim: str, **more: object) -> Finding:
    return Finding(
        "f" * 16,
        "worksheet",
        "1",
        claims=(claim, "0" * 16),
        parameters={"cell": f'"{claim}"', "private_file": '"secret"', "who": '"王毅"'},
        figures={"share": Quantity(1, 2, "%", of="王毅的照片")},
        words={"en": f"As {claim} says, 王毅 was called.", "zh": "王毅"},
        title={"en": "Was 王毅 called?"},
        assumptions=({"en": "王毅"},),
        sources={"cell": claim, "private_file": "x"},
        tables={"sums": Table(("王毅", "n"), ((claim, 1.0), ("王毅", None)))},
        files={"map.svg": hashlib.sha256(CONTENT).hexdigest()},
    )


def test_a_finding_leaves_masked_with_its_claims_under_their_outside_names() -> None:
    claim = page().claims()[0].identifier
    files = {hashlib.sha256(CONTENT).hexdigest(): CONTENT}
    released = release(case_of(page(), findings=[finding(claim)], files=files))
    (found,) = released.findings
    (outside,) = (claim.identifier for claim in released.claims)
    everything = "\n".join(strings_of(found))
    assert "王毅" not in everything
    assert claim not in everything
    assert "f" * 16 not in everything
    assert found.claims == (outside,)
    assert found.parameters["cell"] == f'"{outside}"'
    assert found.sources["cell"] == outside
    assert found.tables["sums"].rows == ((outside, 1.0), (MASK, None))
    assert found.words["en"] == f"As {outside} says, {MASK} was called."
    assert found.files == {"map.svg": CONTENT}


def test_what_is_private_to_the_case_stays_in_it() -> None:
    claim = page().claims()[0].identifier
    files = {hashlib.sha256(CONTENT).hexdigest(): CONTENT}
    (found,) = release(case_of(page(), findings=[finding(claim)], files=files)).findings
    assert "private_file" not in found.parameters
    assert "private_file" not in found.sources
    assert "secret" not in "\n".join(strings_of(found))


def test_public_data_need_no_case_and_come_out_as_they_are() -> None:
    own = Finding("a" * 16, "exposure", "1", words={"en": "A third."}, files={"map.svg": "x"})
    released = public("Helsinki", [(own, {"map.svg": CONTENT})])
    assert released.name == "Helsinki"
    assert released.findings[0].words == {"en": "A third."}
    assert released.findings[0].identifier == own.identifier
    assert released.findings[0].files == {"map.svg": CONTENT}
