"""Takes the pictures of this documentation: ``make screenshots``.

The dossier's from a dossier that was written before, the workbench's from a case of the examples
that is made for them, worked on a little, and thrown away. Names after the dossier's folder choose
pictures: ``python docs/screenshots.py out/dossier workbench-reader workbench-search-phone``.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCS = Path(__file__).parent
IMAGES = DOCS / "images"
EXAMPLES = DOCS.parent / "examples" / "documents"
WIDE, PHONE = (1280, 900), (390, 844)
SECONDS = 120
"""So long a page may take until nothing of it is on its way."""
COLOURS = 128
"""So many colours a picture keeps, those farthest apart: each type of claim has one of its own."""
REVIEWED = 40
"""So many claims are decided before the pictures are taken, every fifth of them rejected."""
REVIEWER = "R. Reader"
LOCKED = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R/Encrypt 2 0 R>>"
SETTLED = """() => document.readyState === "complete"
  && !document.querySelector('.htmx-request, [hx-trigger^="every"]')
  && [...document.images].every((image) => image.complete && image.naturalWidth > 0)"""


@dataclass(frozen=True)
class View:
    """One picture: the file's name, where it is, how large the window, and in which colours."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    dark: bool = False
    language: str = "en"


def dossier_views(folder: Path) -> Iterator[View]:
    """The pages of a dossier: as they are read on a desk and on a telephone."""
    pages = {
        "front": "index.html",
        "programme": "programme-1.html",
        "agency": "agency-1.html",
        "evidence": "evidence.html",
        "source": "source-a.html",
        "disagreements": "disagreements.html",
        "audit": next(folder.glob("audit-alerts-*.html")).name,
        "method": "method.html",
    }
    for name, path in pages.items():
        height = 1500 if name == "front" else 1000
        yield View(f"dossier-{name}", path, (WIDE[0], height))
        phone = "phone" if name == "front" else f"{name}-phone"
        yield View(f"dossier-{phone}", path, (PHONE[0], 1200 if name == "front" else PHONE[1]))
        if name in ("front", "source"):
            yield View(f"dossier-{name}-dark", path, (WIDE[0], 1000), dark=True)


def workbench_views(report: str, finding: str) -> Iterator[View]:
    """The pages of the workbench; ``report`` is a document's, ``finding`` a finding's name."""
    pages = {
        "documents": "/documents",
        "reader": f"/documents/{report}",
        "review": "/review",
        "search": "/search?q=%E5%85%AC%E5%AE%89",
        "evidence": "/evidence",
        "pictures": "/pictures",
        "network": "/pictures?view=network",
        "timeline": "/pictures?view=timeline",
        "map": "/pictures?view=map",
        "contradictions": "/contradictions",
        "gaps": "/gaps",
        "audits": "/audits",
        "worksheet": "/audits/worksheet",
        "alerts": "/audits/alerts",
        "exposure": "/audits/exposure",
        "finding": f"/audits/findings/{finding}",
        "dossier": "/dossier",
        "check": "/dossier/check",
        "activity": "/activity",
    }
    for name, path in pages.items():
        yield View(f"workbench-{name}", path)
        yield View(f"workbench-{name}-phone", path, PHONE)
        if name in ("documents", "reader", "evidence", "pictures", "dossier"):
            yield View(f"workbench-{name}-dark", path, dark=True)
        if name in ("documents", "reader"):
            yield View(f"workbench-{name}-zh", path, language="zh")
            yield View(f"workbench-{name}-phone-dark-zh", path, PHONE, dark=True, language="zh")


def main(dossier: Path, wanted: Collection[str] = ()) -> None:
    """Take all pictures, or those that are wanted, with the system's chromium; says how large."""
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(exist_ok=True)
    total = taken = 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        origin = dossier.resolve().as_uri() + "/"
        for view in dossier_views(dossier):
            if not wanted or view.name in wanted:
                total += _take(browser, origin + view.path, view)
                taken += 1
        if not wanted or any(name.startswith("workbench") for name in wanted):
            with _served() as (entrance, report, finding):
                origin = entrance.partition("/sign-in")[0]
                signed_in = _compose(browser, entrance)
                for view in workbench_views(report, finding):
                    if not wanted or view.name in wanted:
                        total += _take(browser, origin + view.path, view, signed_in)
                        taken += 1
        browser.close()
    print(f"{taken} pictures, {total / 1e6:.1f} MB, in {IMAGES.relative_to(DOCS.parent)}")


def _take(browser: Browser, address: str, view: View, signed_in: Any = None) -> int:
    context = browser.new_context(
        storage_state=signed_in,
        viewport={"width": view.size[0], "height": view.size[1]},
        color_scheme="dark" if view.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if signed_in:
        context.add_cookies([{"name": "custodes-language", "value": view.language, "url": address}])
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} is not there")
    _settle(page)
    size = _keep(page.screenshot(), IMAGES / f"{view.name}.png")
    context.close()
    return size


def _settle(page: Page) -> None:
    """Wait until nothing is on its way: a page that asks at intervals is quiet in between."""
    page.wait_for_load_state("networkidle", timeout=SECONDS * 1000)
    page.wait_for_function(SETTLED, timeout=SECONDS * 1000)


def _keep(png: bytes, path: Path) -> int:
    """Write a picture with few colours; its size in bytes."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as taken:
        few = taken.convert("RGB").quantize(
            COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    few.save(path, optimize=True)
    return path.stat().st_size


def _compose(browser: Browser, entrance: str) -> Any:
    """Wait for the reprints, and begin a dossier by rule, as an editor would.

    Gives what a browser needs to be signed in.
    """
    page = browser.new_context().new_page()
    page.goto(entrance)
    page.locator("#found a[href*='alike=all']").wait_for(timeout=SECONDS * 1000)
    page.goto(entrance.partition("/sign-in")[0] + "/dossier")
    with page.expect_response(lambda answer: "/dossier/outline" in answer.url):
        page.locator("#outline .state button").click()
    _settle(page)
    signed_in = page.context.storage_state()
    page.context.close()
    return signed_in


@contextlib.contextmanager
def _served() -> Iterator[tuple[str, str, str]]:
    """A workbench: its address with the token, a document and a finding of it by their names."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case"
        report, finding = _make(path, Path(folder) / "given")
        command = [sys.executable, "-m", "custodes.cli", "serve", str(path), "--port", "0"]
        command += ["--language", "en", "--reviewer", REVIEWER]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().strip(), report, finding
            finally:
                process.terminate()


def _make(path: Path, given: Path) -> tuple[str, str]:
    """A case of the examples, in part reviewed: a reprint, a locked file, a finding, words."""
    import datetime

    from custodes.audits.alerts import audit_trials
    from custodes.case import Case
    from custodes.model import Note

    shutil.copytree(EXAMPLES, given)
    plan = (given / "03-plan-lighthouse.md").read_text("utf-8")
    (given / "21-reprint.md").write_text(plan + "\n(reprinted)\n", "utf-8")
    (given / "22-annex-locked.pdf").write_bytes(LOCKED)
    with Case.create(path, "Two programmes (invented examples)") as case:
        report = case.add([given])
        if len(report.failures) != 1:
            raise SystemExit(f"the examples are not read: {report.failures}")
        case.actor = REVIEWER
        claims = case.claims()[:REVIEWED]
        for number, claim in enumerate(claims):
            decide: Any = case.reviewing.reject if number % 5 == 4 else case.reviewing.accept
            decide(claim.identifier, REVIEWER)
        now = datetime.datetime.now(datetime.UTC)
        headline = "The district buys what the tender asked for"
        case.note(Note(claims[0].identifier, "headline", headline, "en", REVIEWER, now))
        case.legal.hold(claims[1].identifier, REVIEWER, "one source only: ask the company first")
        result = audit_trials(["south-wales-2017"])
        case.keep_finding(result.finding, result.files)
        (summary,) = [d.sha256 for d in case.documents() if d.name.startswith("10-summary")]
    return summary, result.finding.identifier


def _chromium() -> str:
    return os.environ.get("CUSTODES_CHROMIUM") or shutil.which("chromium") or "chromium"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
