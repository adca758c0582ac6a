"""What axe-core finds wrong with a page that is open in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SERIOUS = ("serious", "critical")


def violations(page: Page, *, serious: bool = False) -> list[tuple[str, list[str]]]:
    """The rules that the page breaks, each with the mark-up of the first elements that do.

    ``serious``: only those that axe-core calls serious or critical. The test is skipped where
    axe-core is missing. What passes is not gathered: that takes the longer part of the time.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe").Axe()
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (each["id"], [node["html"][:160] for node in each["nodes"][:3]])
        for each in found
        if not serious or each["impact"] in _SERIOUS
    ]
