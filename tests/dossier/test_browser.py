"""The dossier in a browser, opened from disk: no request, no error, filters, no sideways scroll."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest
from accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def open_page(
    browser: Browser,
    target: str,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
) -> tuple[Page, list[str], list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(target)
    return page, requests, complaints


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.html"))


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh", 390)])
def test_pages_open_from_disk_without_request_error_or_sideways_scroll(
    browser: Browser, dossiers: Mapping[str, Path], language: str, width: int
) -> None:
    page, requests, complaints = open_page(browser, "about:blank", width=width)
    for path in files(dossiers[language]):
        page.goto(path.as_uri())
        reach = page.evaluate("document.documentElement.scrollWidth")
        assert reach <= width, f"{path.name} is {reach} wide"
    assert {urlsplit(request).scheme for request in requests} == {"file"}
    assert complaints == []
    page.context.close()


def test_filters_leave_the_rows_that_they_promise_and_stand_in_the_address(
    browser: Browser, dossiers: Mapping[str, Path]
) -> None:
    page, _, complaints = open_page(browser, (dossiers["en"] / "evidence.html").as_uri())
    assert page.locator("#claims tbody tr:visible").count() == 11
    option = page.locator("select[name=type] option[value=data_flow]")
    assert option.text_content() == "Data flow (5)"
    page.select_option("select[name=type]", "data_flow")
    assert page.locator("#claims tbody tr:visible").count() == 5
    assert page.locator("#count").text_content() == "5 of 11 claims"
    assert "type=data_flow" in page.url
    assert page.locator("select[name=stance] option[value=denies]").text_content() == "Denied (1)"
    page.fill("input[name=q]", "乘车")
    assert page.locator("#claims tbody tr:visible").count() == 2
    page.fill("input[name=q]", "nowhere")
    assert page.locator("#empty").is_visible()
    assert "Without “nowhere” there would be 5." in (page.locator("#hint").text_content() or "")
    page.click("button[type=reset]")
    page.wait_for_function("document.querySelectorAll('#claims tbody tr:not([hidden])').length > 5")
    page.check("input[name=figures]")
    assert page.locator("#claims tbody tr:visible").count() == 7
    assert complaints == []
    page.context.close()


def test_filters_are_taken_from_the_address(browser: Browser, dossiers: Mapping[str, Path]) -> None:
    address = (dossiers["zh"] / "evidence.html").as_uri() + "?stance=denies"
    page, _, _ = open_page(browser, address)
    assert page.locator("#claims tbody tr:visible").count() == 1
    page.context.close()


def test_without_scripts_the_evidence_is_whole(
    browser: Browser, dossiers: Mapping[str, Path]
) -> None:
    page, _, _ = open_page(
        browser, (dossiers["en"] / "evidence.html").as_uri() + "?stance=denies", scripts=False
    )
    assert page.locator("#claims tbody tr:visible").count() == 11
    assert not page.locator("#filters").is_visible()
    page.context.close()


def test_a_click_on_a_claim_lights_all_its_pieces(
    browser: Browser, dossiers: Mapping[str, Path]
) -> None:
    page, _, _ = open_page(browser, (dossiers["en"] / "evidence.html").as_uri())
    page.click("text=A3 >> nth=0")
    page.wait_for_url("**/source-a.html#A3")
    lit = page.locator("mark.on")
    assert lit.count() == 2
    page.context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "names"),
    [
        (1280, "light", "*"),
        (390, "dark", "*"),
        (1280, "dark", "source-a.html"),
        (390, "light", "index.html"),
    ],
)
def test_axe_finds_nothing_serious(
    browser: Browser,
    dossiers: Mapping[str, Path],
    width: int,
    scheme: Literal["light", "dark"],
    names: str,
) -> None:
    language = "en" if scheme == "light" else "zh"
    page, _, _ = open_page(browser, "about:blank", width=width, scheme=scheme)
    for path in files(dossiers[language]):
        if not path.match(names):
            continue
        page.goto(path.as_uri())
        assert violations(page, serious=True) == [], path.name
    page.context.close()


def test_no_text_in_a_drawing_is_under_eleven_pixels(
    browser: Browser, dossiers: Mapping[str, Path]
) -> None:
    page, _, _ = open_page(browser, "about:blank")
    for path in files(dossiers["en"]):
        page.goto(path.as_uri())
        small = page.evaluate(
            """() => [...document.querySelectorAll('svg text, svg tspan')].filter(text => {
                const svg = text.ownerSVGElement, box = svg.viewBox.baseVal;
                const shown = svg.getBoundingClientRect().width;
                if (!shown) return false;
                return parseFloat(getComputedStyle(text).fontSize) * shown / box.width < 11;
            }).map(text => text.textContent)"""
        )
        assert small == [], path.name
    page.context.close()


def test_on_paper_rows_stand_in_for_drawings_and_the_draft_mark_stays(
    browser: Browser, dossiers: Mapping[str, Path]
) -> None:
    page, _, _ = open_page(browser, (dossiers["en"] / "index.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator("#flows svg.wide").is_visible()
    assert page.locator("#flows ol.flows.narrow").is_visible()
    assert page.locator(".drafted").is_visible()
    page.context.close()
