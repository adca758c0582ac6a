"""Evidence, pictures, contradictions and gaps in a browser: mouse, keyboard, without script."""

import re
from collections.abc import Callable

import pytest
from accessibility import violations
from playwright.sync_api import Page, expect
from workbench_served import Served

PAGES = (
    "/evidence",
    "/evidence?type=data_flow&column=claim&column=roles&column=figures",
    "/pictures",
    "/pictures?view=network",
    "/pictures?view=timeline",
    "/pictures?view=map",
    "/contradictions",
    "/contradictions?kind=corroborated",
    "/gaps",
    "/gaps?programme=平安灯塔工程",
    "/gaps/letter?kind=programme&name=平安灯塔工程",
)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "zh")]
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    served: Served,
    open_page: Callable[..., Page],
    address: str,
    width: int,
    scheme: str,
    language: str,
) -> None:
    page = open_page(width=width, scheme=scheme, language=language)
    page.goto(served.address + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page, serious=True) == []


def test_a_tick_filters_at_once_and_the_address_keeps_it(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/evidence")
    page.get_by_role("checkbox", name=re.compile("^Rule ")).check()
    expect(page).to_have_url(re.compile(r"type=rule"))
    expect(page.locator("td.c-type").first).to_contain_text("Rule")
    kinds = set(page.locator("td.c-type").all_inner_texts())
    assert {kind.strip() for kind in kinds} == {"Rule"}
    page.locator(".chip").first.click()
    expect(page).not_to_have_url(re.compile(r"type=rule"))


def test_the_table_works_without_script(served: Served, open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.goto(f"{served.address}/evidence")
    page.get_by_role("checkbox", name=re.compile("^Rule ")).check()
    page.locator("#filters button").click()
    assert "type=rule" in page.url
    page.get_by_text("Columns").click()
    page.locator(".tools").get_by_role("checkbox", name="Figures").check()
    page.locator(".tools form.menu button", has_text="Show").click()
    assert "column=figures" in page.url
    assert "type=rule" in page.url
    expect(page.locator("th.c-figures")).to_be_visible()


def test_a_row_leads_to_its_place_in_the_reader(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/evidence?type=measure")
    quote = page.locator("td.c-claim a").first
    words = quote.inner_text()[:12]
    quote.click()
    expect(page).to_have_url(re.compile(r"/documents/[0-9a-f]{64}\?claim="))
    expect(page.locator("body")).to_contain_text(words)


def test_what_is_shown_is_downloaded_as_csv(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/evidence?type=supply")
    page.locator(".tools summary", has_text="Export").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="CSV").click()
    content = waited.value.path().read_text(encoding="utf-8")
    assert waited.value.suggested_filename == "claims.csv"
    assert ",supply," in content
    assert ",rule," not in content


def test_a_node_of_the_network_leads_to_its_claims(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/pictures?view=network")
    page.locator(".drawing a:has(.body)").first.click()
    expect(page).to_have_url(re.compile(r"/evidence\?(agency|company|programme)="))
    assert page.locator("table.claims tbody tr").count() >= 1


def test_under_1024_pixels_rows_stand_for_the_drawing(
    served: Served, open_page: Callable[..., Page]
) -> None:
    page = open_page(width=800)
    page.goto(f"{served.address}/pictures?view=network")
    expect(page.locator(".drawing")).to_be_hidden()
    expect(page.locator("ul.rows li").first).to_be_visible()


def test_a_figure_that_differs_stands_side_by_side(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/contradictions?kind=figure")
    entry = page.locator(".entry", has_text="1512路").first
    figures = ("1860", "1512")
    parties = entry.locator(".party")
    expect(parties.locator("h3")).to_have_text(figures)
    places = [box["x"] for party in parties.all() if (box := party.bounding_box())]
    assert len(places) == len(figures)
    assert places == sorted(set(places))


def test_a_letter_is_drawn_up_edited_copied_and_downloaded(served: Served, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{served.address}/gaps")
    page.get_by_role("link", name="平安灯塔工程").click()
    page.get_by_label("Request for comment").check()
    page.get_by_role("button", name="Draw up the letter").click()
    field = page.get_by_label("The letter, for you to edit")
    assert "Request for comment: 平安灯塔工程" in field.input_value()
    field.fill("Dear police,\n" + field.input_value())
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Dear police,")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download").click()
    assert waited.value.path().read_text(encoding="utf-8").startswith("Dear police,\n")
