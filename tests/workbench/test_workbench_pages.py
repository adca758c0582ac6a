"""Every page of the navigation: nothing serious found by axe, no sideways scroll, no complaint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from accessibility import violations
from workbench_served import Served

from custodes.case import Case
from custodes.workbench.rendering import offered

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "zh"), (390, "dark", "zh"), (1280, "dark", "en")],
)
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    open_page: Callable[..., Page], served: Served, width: int, scheme: str, language: str
) -> None:
    page = open_page(width=width, scheme=scheme, language=language)
    found = []
    for name in offered():
        page.goto(f"{served.address}/{name}")
        reach = page.evaluate("document.documentElement.scrollWidth")
        if reach > width:
            found.append(f"{name} is {reach} wide")
        assert page.locator("html").get_attribute("lang") == language
        found += [f"{name}: {rule} at {where}" for rule, where in violations(page, serious=True)]
    assert found == []


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "zh")]
)
def test_pages_that_no_navigation_names_are_sound_too(
    open_page: Callable[..., Page], served: Served, width: int, scheme: str, language: str
) -> None:
    client = served.client()
    finding = client.post("/audits/alerts/keep", data={"days_low": "7", "days_high": "7"})
    with Case.open(served.case) as case:
        one, other, *_ = (document.sha256 for document in case.documents())
        (failed, *_) = case.failures()
    page = open_page(width=width, scheme=scheme, language=language)
    found = []
    for address in (
        f"/documents/{one}/remove",
        f"/documents/differences?one={one}&other={other}",
        f"/documents?unread={failed.reason}",
        finding.headers["location"],
        "/pictures?view=network",
        "/pictures?view=timeline",
        "/pictures?view=map",
        "/gaps?programme=%E5%B9%B3%E5%AE%89%E7%81%AF%E5%A1%94%E5%B7%A5%E7%A8%8B",
        "/search?q=zzyzx",
        "/dossier/check",
    ):
        page.goto(f"{served.address}{address}")
        page.wait_for_load_state("load")
        reach = page.evaluate("document.documentElement.scrollWidth")
        if reach > width:
            found.append(f"{address} is {reach} wide")
        found += [f"{address}: {rule} at {where}" for rule, where in violations(page, serious=True)]
    assert found == []


def test_the_page_for_who_is_not_signed_in_is_sound(
    open_page: Callable[..., Page], served: Served
) -> None:
    page = open_page()
    page.complaints_expected = True  # type: ignore[attr-defined]
    page.context.clear_cookies()
    page.goto(f"{served.address}/documents")
    assert "custodes serve" in page.inner_text("body")
    assert violations(page) == []
