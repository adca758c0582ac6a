"""A running workbench on a small case, and a browser that is signed in to it."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from workbench_served import Served, Watched, serve_here, write_documents

from custodes.case import Case

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def worked_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of our examples, read and not yet reviewed; copy it, do not change it."""
    folder = tmp_path_factory.mktemp("workbench")
    with Case.create(folder / "case", "Lighthouse <&> 灯塔") as case:
        case.add([write_documents(folder / "given")])
    return folder / "case"


@pytest.fixture(scope="module")
def served(worked_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running workbench on a copy of the small case, one for the tests of a module."""
    case = tmp_path_factory.mktemp("served") / "case"
    shutil.copytree(worked_case, case)
    yield from serve_here(case)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven; the tests are skipped where it or the driver is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    path = os.environ.get("CUSTODES_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("needs chromium (apt install chromium, or name it in CUSTODES_CHROMIUM)")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Makes a signed-in page; ``width``, ``scheme`` (light, dark), ``scripts``, ``language``.

    When the test ends, no request may have left the machine, and the browser may not have
    complained; ``page.complaints_expected = True`` where a test provokes that.
    """
    contexts: list[tuple[BrowserContext, Page, Watched]] = []

    def make(
        *, width: int = 1280, scheme: Any = "light", scripts: bool = True, language: str = "en"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        page = context.new_page()
        watched = Watched()
        watched.see(page)
        page.goto(served.entrance)
        if language != "en":
            context.add_cookies(
                [{"name": "custodes-language", "value": language, "url": served.address}]
            )
        page.watched = watched  # type: ignore[attr-defined]
        contexts.append((context, page, watched))
        return page

    yield make
    for context, page, watched in contexts:
        context.close()
        assert watched.left_the_machine(served) == []
        if not getattr(page, "complaints_expected", False):
            assert watched.complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A signed-in page of 1280 by 900 pixels, on the documents; see ``open_page``."""
    return open_page()


@pytest.fixture(scope="session")
def now() -> Callable[[], datetime.datetime]:
    """The time, as decisions carry it."""
    return lambda: datetime.datetime.now(datetime.UTC)
