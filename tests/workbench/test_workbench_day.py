"""A day's work in one piece: add, search, read, correct, undo, the queue, an audit, the dossier."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from workbench_served import Served

from custodes.case import Case

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG = 120_000
"""Milliseconds: other work may have the machine; each wait ends as soon as what it is for is."""
LETTER = (
    "Wexcombe Council bought 20 cameras from Brightlane Ltd in May 2021.\n"
    "The Wexcombe Police receives licence plate data from the council.\n"
    "The council denied that the cameras record faces.\n"
)


def test_a_day_from_a_letter_to_a_dossier(page: Page, served: Served, tmp_path: Path) -> None:
    page.set_default_timeout(LONG)
    letter = tmp_path / "wexcombe.txt"
    letter.write_text(LETTER, encoding="utf-8")
    _add(page, letter)
    _search_and_read(page, served)
    corrected = _correct_and_undo(page, served)
    accepted = _review(page, served)
    finding = _audit(page)
    _dossier(page, served, accepted, finding)
    with Case.open(served.case) as case:
        assert case.reviewing.row(corrected).decision == ""
        assert [one.decision for one in case.reviewing.claim(corrected).history] == [
            "corrected",
            "withdrawn",
        ]
        assert case.verify() == []


def _add(page: Page, letter: Path) -> None:
    page.set_input_files("#add-files", [letter])
    page.locator("#sending").get_by_text("1 of 1 files sent").wait_for()
    page.locator("#progress").get_by_text("1 file done").wait_for()
    page.locator(".docs").get_by_text("wexcombe.txt").first.wait_for()


def _search_and_read(page: Page, served: Served) -> None:
    page.keyboard.press("/")
    page.keyboard.type("Brightlane Ltd in May 2021")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    hit = page.locator(".hits li", has_text="Wexcombe")
    hit.locator("p.place a").first.click()
    page.wait_for_url(re.compile(r"/documents/[0-9a-f]{64}\?at=\d+"))
    page.locator("[data-text]", has_text="Wexcombe Council bought").first.wait_for()
    with Case.open(served.case) as case:
        (sha256,) = [one.sha256 for one in case.documents() if one.name == "wexcombe.txt"]
        assert len(case.reviewing.rows(sha256)) >= 1
    assert sha256 in page.url


def _correct_and_undo(page: Page, served: Served) -> str:
    page.locator("ol.queue a").first.click()
    # a card of another claim may stand there until the one that was asked for has come
    page.locator("#card[data-claim] #card-title:focus").wait_for()
    key = page.get_attribute("#card", "data-claim") or ""
    page.select_option("#f-status", "planned")
    with page.expect_response(re.compile(f"{key}/correct")):
        page.locator("[data-correct]").click()
    page.locator(f"ol.queue a[data-claims='{key}'] .d-corrected").wait_for()
    with Case.open(served.case) as case:
        held = case.reviewing.claim(key)
        assert held.claim.status == "planned"
        assert held.history[-1].reviewer == "Tester"
    with page.expect_response(re.compile("/undo$")):
        page.keyboard.press("z")
    page.locator(f"ol.queue a[data-claims='{key}'] .d-none").wait_for()
    return key


def _review(page: Page, served: Served) -> str:
    page.get_by_role("link", name="Review", exact=True).click()
    page.wait_for_url("**/review")
    page.locator("#card[data-claim]").wait_for()
    key = page.get_attribute("#card", "data-claim") or ""
    with page.expect_response(re.compile(f"{key}/accept")):
        page.keyboard.press("a")
    page.locator(f"#card[data-claim]:not([data-claim='{key}'])").wait_for()
    with Case.open(served.case) as case:
        assert case.reviewing.row(key).decision == "accepted"
    return key


def _audit(page: Page) -> str:
    page.get_by_role("link", name="Audits", exact=True).click()
    page.get_by_role("link", name="Alarms").click()
    page.locator("#answer .lede").wait_for()
    page.fill("#i-passers_by", "123")
    page.locator("#answer .lede", has_text="123").wait_for()
    page.get_by_role("button", name="Save as a finding").click()
    page.wait_for_url("**/audits/findings/*")
    page.get_by_role("button", name="Choose for the dossier").click()
    page.get_by_text("It is chosen for the dossier.").wait_for()
    return page.url.rpartition("/")[2]


def _dossier(page: Page, served: Served, claim: str, finding: str) -> None:
    page.get_by_role("link", name="Dossier", exact=True).click()
    page.locator(f"#entry-{finding}").wait_for()
    with Case.open(served.case) as case:
        words = case.reviewing.claim(claim).claim.quote.exact
    page.fill("#offer-words", words[:20])
    offered = page.locator("#offer li", has_text=words[:20]).first
    offered.get_by_role("button", name="Choose").click()
    page.locator(f"#entry-{claim}").wait_for()
    with page.expect_response(re.compile("/dossier/outline$")):
        page.fill(f"#comment-{claim}", "What the day was about.")
        page.locator(f"#comment-{claim}").blur()
    page.fill("[name=folder]", "the-day")
    with page.expect_response(re.compile("/dossier/write$")):
        page.get_by_role("button", name="Write the dossier").click()
    done = page.locator("#written .state", has_text="the-day")
    done.get_by_text("The dossier is written").wait_for()
    out = served.case.parent / "the-day"
    front = (out / "index.html").read_text("utf-8")
    assert "What the day was about." in front
    assert list(out.glob("audit-alerts-*.html"))
    shutil.rmtree(out)
