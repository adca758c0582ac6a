"""The search page: found as typed, narrowed with counts, every hit opened at its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING

import httpx
import pytest
from accessibility import violations
from workbench_served import Served

from custodes.case import Case
from custodes.case.search import searching
from custodes.workbench.pages import search

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def client(served: Served) -> httpx.Client:
    return served.client()


def test_a_hit_leads_to_its_place_in_the_text(served: Served, client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "維穩"}).text + client.get("/search?q=公安").text
    links = re.findall(r'href="/documents/([0-9a-f]{64})\?at=(\d+)#p(\d+)"', page)
    assert links
    with Case.open(served.case) as case:
        for sha256, at, place in links:
            assert at == place
            assert case.text(sha256).content[int(at) :].startswith("公安")
    assert client.get(f"/documents/{links[0][0]}?at={links[0][1]}").status_code == 200


def test_words_of_documents_never_become_markup(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "window.hit"}).text
    assert "&lt;script&gt;" in page
    assert "<script>window.hit" not in page
    quoted = client.get("/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in quoted


def test_facets_narrow_and_say_how_many_there_are(client: httpx.Client) -> None:
    page = client.get("/search?q=camera").text
    (count,) = re.findall(
        r'value="report" id="f-kind-\d"><span>report</span> <span class="num">(\d+)', page
    )
    narrowed = client.get("/search?q=camera&kind=report").text
    assert f'<b id="total">{count} documents</b>' in narrowed
    assert 'value="report" id="f-kind-1" checked' in narrowed
    assert "Without filters" in narrowed


@pytest.fixture
def slow_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search in which documents are left to look into when the first page of hits is full."""
    monkeypatch.setattr(search, "COUNTED_AT_ONCE", 1)
    monkeypatch.setattr(search, "A_PAGE", 1)
    monkeypatch.setattr(searching, "LOOKED_INTO", 1)


@pytest.mark.usefixtures("slow_to_count")
def test_hits_do_not_wait_for_counts(client: httpx.Client) -> None:
    page = client.get("/search?q=camera&kind=report&type=deployment").text
    assert "at most" in page
    assert re.search(r'value="report" id="f-kind-1" checked><span>[^<]+</span></label>', page)
    (address,) = re.findall(r'<a href="([^"]+)">The counts are on their way', page)
    counted = client.get(unescape(address)).text
    assert "on their way" not in counted
    assert re.search(r'id="f-kind-1" checked><span>[^<]+</span> <span class="num">\d', counted)


@pytest.mark.usefixtures("slow_to_count")
def test_counts_come_after_the_hits(open_page: Callable[..., Page], served: Served) -> None:
    page = open_page()
    page.goto(served.address + "/search?q=camera")
    page.locator("#f-kind-1").wait_for()
    assert page.locator("#facets [role=status]").count() == 0
    assert "at most" not in page.locator("#total").inner_text()


def test_where_nothing_is_found_the_page_says_what_to_leave_out(client: httpx.Client) -> None:
    page = unescape(client.get("/search?q=camera+zzyzx&since=1901-01-01&until=1902-01-01").text)
    assert "without the filter" not in page
    page = unescape(client.get("/search?q=camera+zzyzx").text)
    assert "without “zzyzx”" in page
    assert 'href="/search?q=camera"' in page


def test_where_nothing_can_be_left_out_no_list_is_announced(client: httpx.Client) -> None:
    page = unescape(client.get("/search?q=zzyzx").text)
    assert "Nothing could be left out" in page
    assert "there is:" not in page


def test_a_search_that_does_not_read_is_refused_in_words(client: httpx.Client) -> None:
    assert client.get("/search?q=a&since=yesterday").status_code == 422
    assert client.get("/search", params={"q": "a" * 501}).status_code == 422
    assert client.get("/search?q=a&kind=nonsense&page=7").status_code == 200
    assert client.get("/search").status_code == 200


def test_hits_appear_while_one_types_and_the_address_keeps_the_search(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(language="zh")
    page.goto(page.url.replace("/documents", "/search"))
    page.locator("#q").press_sequentially("数据")
    page.locator("#found .hits li").nth(2).wait_for()
    page.locator("#f-type-1").wait_for()
    assert "q=%E6%95%B0%E6%8D%AE" in page.url
    page.check("#f-type-1")
    page.wait_for_url("**type=**")
    page.focus("#q")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.classList.contains('to')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*")
    assert page.evaluate("document.querySelector('.here').textContent.includes('数据')")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", ["/search?q=camera", "/search?q=zzyzx&kind=report", "/search"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    open_page: Callable[..., Page], served: Served, width: int, address: str
) -> None:
    page = open_page(width=width, scheme="dark" if width == 390 else "light")
    page.goto(served.address + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_it_works_without_scripts(open_page: Callable[..., Page], served: Served) -> None:
    page = open_page(scripts=False)
    page.goto(served.address + "/search")
    page.fill("#q", "camera")
    page.click("form.desk button")
    page.wait_for_url("**/search?q=camera*")
    assert page.locator("#found .hits li").count() > 1
