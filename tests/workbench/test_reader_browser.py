"""The reader and the review in Chromium: by keyboard alone, in step, for a screen reader, small."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from accessibility import violations
from workbench_served import Served

from custodes.case import Case

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

LIGHT_AND_SMALL = [(1280, "light", "en"), (390, "dark", "zh")]


@pytest.fixture
def case(served: Served) -> Iterator[Case]:
    with Case.open(served.case) as opened:
        yield opened


def sha256_of(case: Case, name: str) -> str:
    return next(one.sha256 for one in case.documents() if one.name.startswith(name))


def open_reader(page: Page, served: Served, address: str) -> None:
    page.set_default_timeout(15_000)
    page.goto(served.address + address)
    page.wait_for_function("document.querySelector('#panes') !== null")


def card(page: Page) -> str:
    return page.get_attribute("#card", "data-claim") or ""


def press(page: Page, key: str) -> None:
    """Press a key that moves to another claim, and wait until its card is there."""
    page.evaluate(
        "void (window.settled = new Promise((done) => document.addEventListener("
        "'htmx:afterSettle', (event) => [event.target, event.detail.elt]"
        ".some((each) => each?.id === 'panes') && done())))"
    )
    page.keyboard.press(key)
    page.evaluate("Promise.race([window.settled, new Promise((_, no) => setTimeout(no, 20000))])")


def test_a_claim_is_accepted_rejected_and_undone_by_keyboard_alone(
    page: Page, served: Served, case: Case
) -> None:
    open_reader(page, served, f"/documents/{sha256_of(case, '02')}")
    first = card(page)
    press(page, "j")
    second = card(page)
    assert second != first
    press(page, "k")
    assert card(page) == first
    press(page, "a")
    assert card(page) == second
    press(page, "r")
    assert case.reviewing.row(first).decision == "accepted"
    assert case.reviewing.row(second).decision == "rejected"
    # a rejected claim stays in the list and is no longer marked in the text
    assert page.locator(f"ol.queue a[data-claims='{second}'] .d-rejected").count() == 1
    assert page.locator(f"mark[data-claims~='{second}']").count() == 0
    press(page, "z")
    assert card(page) == second
    press(page, "z")
    assert card(page) == first
    assert case.reviewing.counts().get("") == sum(case.reviewing.counts().values())


def test_a_claim_is_corrected_by_selecting_words_with_keys(
    page: Page, served: Served, case: Case
) -> None:
    sha256 = sha256_of(case, "02")
    row = case.reviewing.rows(sha256)[2]
    open_reader(page, served, f"/documents/{sha256}?claim={row.key}")
    page.keyboard.press("s")
    assert page.locator("[data-select-hint]").is_visible()
    page.keyboard.press("Shift+ArrowRight")
    chosen = page.evaluate("String(getSelection())")
    assert len(chosen) >= 2
    page.keyboard.press("1")
    fresh = page.locator(".chip.fresh")
    assert fresh.inner_text() == chosen
    role = page.locator(".chip.fresh input").get_attribute("name") or ""
    assert page.locator("[data-correct]").inner_text().startswith("Save")
    press(page, "c")
    held = case.reviewing.claim(row.key)
    assert held.decision == "corrected"
    mentions = held.claim.roles[role.removeprefix("role.")]  # type: ignore[index]
    assert mentions[-1].span.exact == chosen
    assert mentions[-1].span.start == row.start
    press(page, "z")
    assert case.reviewing.row(row.key).decision == ""


def test_correct_without_a_change_leads_to_the_first_field(
    page: Page, served: Served, case: Case
) -> None:
    open_reader(page, served, f"/documents/{sha256_of(case, '02')}")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") == "f-type"
    assert case.reviews() == [] or case.reviewing.counts().get("corrected") is None


def test_a_missed_claim_is_added_from_selected_words_by_keyboard(
    page: Page, served: Served, case: Case
) -> None:
    sha256 = sha256_of(case, "03")
    open_reader(page, served, f"/documents/{sha256}")
    page.keyboard.press("s")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    chosen = page.evaluate("String(getSelection())").strip()
    press(page, "n")
    assert page.locator(".adding blockquote").inner_text() == chosen
    assert page.evaluate("document.activeElement.id") == "f-type"
    page.keyboard.type("Targeting")
    page.keyboard.press("Escape")
    press(page, "c")
    row = case.reviewing.row(card(page))
    assert (row.type, row.added) == ("targeting", True)
    assert case.text(sha256).content[row.start : row.end] == chosen
    press(page, "z")
    with pytest.raises(KeyError):
        case.reviewing.row(row.key)


def test_what_cannot_be_kept_is_said_beside_the_form_that_stays_filled_in(
    page: Page, served: Served, case: Case
) -> None:
    page.complaints_expected = True  # type: ignore[attr-defined]
    sha256 = sha256_of(case, "03")
    row = case.reviewing.rows(sha256)[0]
    open_reader(page, served, f"/documents/{sha256}?claim={row.key}&new={row.start}:{row.end}")
    page.select_option("#f-type", row.type)
    page.fill("#f-comment", "seen twice")
    page.click(".adding .primary")
    page.wait_for_selector("#card-error:not([hidden])")
    assert "already" in page.inner_text("#card-error")
    assert page.input_value("#f-comment") == "seen twice"


def test_the_queue_is_worked_off_by_keyboard(page: Page, served: Served, case: Case) -> None:
    open_reader(page, served, "/review?stance=denies")
    total = case.reviewing.counts()
    first = card(page)
    press(page, "a")
    second = card(page)
    assert "stance=denies" in page.url
    assert second != first
    press(page, "j")
    press(page, "k")
    assert card(page) == second
    assert page.locator("ol.queue [aria-current]").get_attribute("data-claims") == second
    press(page, "z")
    assert card(page) == first
    assert case.reviewing.counts() == total


def test_a_card_that_another_is_on_its_way_for_takes_no_changes(
    page: Page, served: Served, case: Case
) -> None:
    sha256 = sha256_of(case, "02")
    first, second = (row.key for row in case.reviewing.rows(sha256)[:2])
    open_reader(page, served, f"/documents/{sha256}?claim={first}")
    held: list[Route] = []
    page.route(re.compile(f"claim={second}"), lambda route: held.append(route))
    page.click(f"ol.queue a[data-claims='{second}']", no_wait_after=True)
    page.wait_for_selector(f"#card[inert][data-claim='{first}']", state="attached")
    page.evaluate("document.getElementById('f-type').focus()")
    assert page.evaluate("document.activeElement.id") != "f-type"
    held.pop().continue_()
    page.wait_for_selector(f"#card[data-claim='{second}']:not([inert])")


def test_a_card_whose_successor_does_not_come_can_be_changed_again(
    page: Page, served: Served, case: Case
) -> None:
    page.complaints_expected = True  # type: ignore[attr-defined]
    sha256 = sha256_of(case, "02")
    first, second = (row.key for row in case.reviewing.rows(sha256)[:2])
    open_reader(page, served, f"/documents/{sha256}?claim={first}")
    page.route(re.compile(f"claim={second}"), lambda route: route.abort())
    page.click(f"ol.queue a[data-claims='{second}']")
    page.wait_for_selector("#card-error:not([hidden])")
    page.wait_for_selector(f"#card[data-claim='{first}']:not([inert])")


def test_hover_lights_a_claim_in_list_and_text_and_a_click_opens_it(
    page: Page, served: Served, case: Case
) -> None:
    sha256 = sha256_of(case, "02")
    row = case.reviewing.rows(sha256)[3]
    open_reader(page, served, f"/documents/{sha256}")
    page.hover(f"mark[data-claims='{row.key}']")
    assert page.locator(f"ol.queue a.lit[data-claims='{row.key}']").count() == 1
    # a mark that runs over two lines has its middle somewhere else
    left, top = page.evaluate(
        "(key) => { const r = document.querySelector(`mark[data-claims='${key}']`)"
        ".getClientRects()[0]; return [r.left + 12, r.top + 8]; }",
        row.key,
    )
    page.mouse.click(left, top)
    page.wait_for_selector(f"#card[data-claim='{row.key}']")
    assert f"claim={row.key}" in page.url


def test_a_page_of_the_original_is_in_step_with_the_text(
    page: Page, served: Served, case: Case
) -> None:
    sha256 = sha256_of(case, "05")
    rows = case.reviewing.rows(sha256)
    open_reader(page, served, f"/documents/{sha256}?view=both&claim={rows[0].key}")
    page.wait_for_selector("figure.page svg a.on rect", timeout=60_000)
    # decode() waits for the picture, and fails where it is none
    page.evaluate(
        "Promise.all([...document.querySelectorAll('figure.page img')].map((i) => i.decode()))"
    )
    region = page.locator(f"figure.page svg a[data-claims='{rows[0].key}'] rect").first
    region.hover()
    assert page.locator(f"mark.lit[data-claims~='{rows[0].key}']").count() >= 1
    if len(rows) > 1:
        page.locator(f"figure.page svg a[data-claims='{rows[1].key}'] rect").first.click()
        page.wait_for_selector(f"#card[data-claim='{rows[1].key}']")


def test_a_place_in_the_address_is_scrolled_to_and_marked(
    page: Page, served: Served, case: Case
) -> None:
    sha256 = sha256_of(case, "03")
    text = case.text(sha256)
    block = text.blocks[-2]
    open_reader(page, served, f"/documents/{sha256}#p{block.start + 1}")
    marked = page.locator(".here")
    assert marked.get_attribute("data-start") == str(block.start)
    assert page.evaluate(
        "(() => { const b = document.querySelector('.here').getBoundingClientRect();"
        " return b.top >= 0 && b.bottom <= innerHeight; })()"
    )


def test_a_long_text_comes_in_slices_as_it_is_scrolled(
    open_page: Callable[..., Page], served: Served, case: Case, monkeypatch: Any
) -> None:
    monkeypatch.setattr("custodes.workbench.reader.passages.SLICE_CHARACTERS", 300)
    page = open_page()
    sha256 = sha256_of(case, "01")
    text = case.text(sha256)
    middle = text.blocks[len(text.blocks) // 2].start
    open_reader(page, served, f"/documents/{sha256}?at={middle}#p{middle}")
    until = time.monotonic() + 60
    while page.locator(".more").count():
        assert time.monotonic() < until
        page.evaluate("document.querySelector('.more')?.scrollIntoView()")
        page.wait_for_timeout(50)
    starts = page.evaluate(
        "[...document.querySelectorAll('[data-text] [data-start]')].map((b) => +b.dataset.start)"
    )
    assert starts == [block.start for block in text.blocks if block.end > block.start]


def test_hostile_words_run_nothing_and_stay_words(page: Page, served: Served, case: Case) -> None:
    sha256 = sha256_of(case, "20-hostile")
    for view in ("text", "original", "both"):
        open_reader(page, served, f"/documents/{sha256}?view={view}")
        assert page.evaluate("window.hit") is None
        assert "<script>window.hit" in page.inner_text("#main")
    # a claim whose quote is hostile, in the list, the card and the history
    rows = case.reviewing.rows(sha256)
    if rows:
        open_reader(page, served, f"/documents/{sha256}?claim={rows[0].key}")
        page.keyboard.press("a")
        page.locator(f"ol.queue a[data-claims='{rows[0].key}'] .d-accepted").wait_for()
        assert page.evaluate("window.hit") is None
        press(page, "z")


def test_words_that_run_from_right_to_left_do_not_turn_what_stands_beside_them(
    page: Page, served: Served, case: Case
) -> None:
    open_reader(page, served, f"/documents/{sha256_of(case, '02')}")
    sides = page.evaluate(
        "[...document.querySelectorAll('#card .q, ol.queue .cut, [data-text] .q')]"
        ".every((each) => each.dir === 'auto' || each.closest('bdi'))"
    )
    assert sides


@pytest.mark.parametrize(("width", "scheme", "language"), LIGHT_AND_SMALL)
@pytest.mark.parametrize("which", ["text", "original", "new", "review"])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    open_page: Callable[..., Page],
    served: Served,
    case: Case,
    width: int,
    scheme: str,
    language: str,
    which: str,
) -> None:
    page = open_page(width=width, scheme=scheme, language=language)
    sha256 = sha256_of(case, "04")
    address = {
        "text": f"/documents/{sha256}",
        "original": f"/documents/{sha256}?view=original",
        "new": f"/documents/{sha256}?new=0:4",
        "review": "/review",
    }[which]
    open_reader(page, served, address)
    assert violations(page, serious=True) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_part_has_a_name_for_a_screen_reader(page: Page, served: Served, case: Case) -> None:
    open_reader(page, served, f"/documents/{sha256_of(case, '02')}")
    assert page.get_by_role("navigation", name="Claims").count() == 1
    open_reader(page, served, f"/documents/{sha256_of(case, '02')}?view=both")
    for role, name in (
        ("complementary", "Claim under review"),
        ("region", "Text"),
        ("region", "Original"),
        ("button", "Accept"),
        ("button", "Reject"),
        ("combobox", "Type"),
        ("combobox", "Whose word"),
    ):
        assert page.get_by_role(role, name=name).count() >= 1, (role, name)  # type: ignore[arg-type]
    press(page, "j")
    assert page.evaluate("document.activeElement.id") == "card-title"
    assert page.inner_text("#said").startswith("Claim ")


def test_without_scripts_a_claim_is_still_decided_on(
    open_page: Callable[..., Page], served: Served, case: Case
) -> None:
    page = open_page(scripts=False)
    sha256 = sha256_of(case, "09")
    page.goto(f"{served.address}/documents/{sha256}")
    first = card(page)
    page.locator(".chip input").first.uncheck()
    page.click("#claim-form button[data-correct]")
    assert case.reviewing.row(first).decision == "corrected"
    assert card(page) != first
    page.click(".undo button")
    assert case.reviewing.row(first).decision == ""


def test_on_a_phone_the_form_opens_with_correct(
    open_page: Callable[..., Page], served: Served, case: Case
) -> None:
    page = open_page(width=390)
    open_reader(page, served, f"/documents/{sha256_of(case, '02')}")
    assert not page.locator("#f-type").is_visible()
    page.click("[data-correct]")
    assert page.locator("#f-type").is_visible()
