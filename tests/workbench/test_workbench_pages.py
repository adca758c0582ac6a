"""Every page of the navigation: nothing serious found by axe, no sideways scroll, no complaint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from workbench_served import Served

from custodes.workbench.rendering import offered

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (1280, "dark")])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    open_page: Callable[..., Page], served: Served, width: int, scheme: str, language: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(width=width, scheme=scheme, language=language)
    found = []
    for name in offered():
        page.goto(f"{served.address}/{name}")
        reach = page.evaluate("document.documentElement.scrollWidth")
        if reach > width:
            found.append(f"{name} is {reach} wide")
        assert page.locator("html").get_attribute("lang") == language
        for violation in axe.run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                where = [node["target"] for node in violation["nodes"]][:3]
                found.append(f"{name}: {violation['id']} at {where}")
    assert found == []


def test_the_page_for_who_is_not_signed_in_is_sound(
    open_page: Callable[..., Page], served: Served
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page()
    page.complaints_expected = True  # type: ignore[attr-defined]
    page.context.clear_cookies()
    page.goto(f"{served.address}/documents")
    assert "custodes serve" in page.inner_text("body")
    assert [each["id"] for each in axe.run(page).response["violations"]] == []
