"""Takes the pictures of this documentation: ``make screenshots``.

The dossier's from a dossier that was written before, the workbench's from a case of the examples
that is made for them, in part reviewed, and thrown away.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).parent
IMAGES = DOCS / "images"
EXAMPLES = DOCS.parent / "examples" / "documents"
PICTURES = {
    "dossier-front.png": ("index.html", 1280, 1500),
    "dossier-phone.png": ("index.html", 390, 1200),
}
WIDE, PHONE = (1280, 900), (390, 844)
REVIEWED = 40
"""So many claims are decided before the pictures are taken, every fifth of them rejected."""


def take(dossier: Path) -> None:
    """One picture a page of the dossier, with the system's chromium."""
    for picture, (page, width, height) in PICTURES.items():
        command = [_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--screenshot={IMAGES / picture}", f"--window-size={width},{height}"]
        subprocess.run([*command, (dossier / page).resolve().as_uri()], check=True)


def take_workbench() -> None:
    """Every page of the workbench: wide and light, and some dark, narrow or Chinese."""
    from playwright.sync_api import sync_playwright

    from custodes.workbench.rendering import offered

    with _served() as (address, reader), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        pages = {name: f"/{name}" for name in offered()} | {"reader": reader}
        pages["search"] = "/search?q=%E5%85%AC%E5%AE%89"
        for name, path in pages.items():
            views = [("", WIDE, "light", "en")]
            if name in ("reader", "documents"):
                views += [("-phone", PHONE, "light", "en"), ("-dark-zh", WIDE, "dark", "zh")]
            for ending, (width, height), scheme, language in views:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                )
                page = context.new_page()
                page.goto(address)
                origin = address.partition("/sign-in")[0]
                context.add_cookies(
                    [{"name": "custodes-language", "value": language, "url": origin}]
                )
                answer = page.goto(origin + path)
                if answer is None or answer.status != 200:
                    raise SystemExit(f"{path} is not there")
                page.wait_for_timeout(1500)
                page.screenshot(path=IMAGES / f"workbench-{name}{ending}.png")
                context.close()
        browser.close()


@contextlib.contextmanager
def _served() -> Iterator[tuple[str, str]]:
    """A workbench on the examples: its address with the token, and the path of a document."""
    from custodes.case import Case

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case"
        with Case.create(path, "Two programmes (invented examples)") as case:
            case.add([EXAMPLES])
            for number, claim in enumerate(case.claims()[:REVIEWED]):
                decide = case.reviewing.reject if number % 5 == 4 else case.reviewing.accept
                decide(claim.identifier, "R. Reader")
            (reader,) = [d.sha256 for d in case.documents() if d.name.startswith("10-summary")]
        command = [sys.executable, "-m", "custodes.cli", "serve", str(path), "--port", "0"]
        command += ["--language", "en", "--reviewer", "R. Reader"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().strip(), f"/documents/{reader}"
            finally:
                process.terminate()


def _chromium() -> str:
    return os.environ.get("CUSTODES_CHROMIUM") or shutil.which("chromium") or "chromium"


if __name__ == "__main__":
    take(Path(sys.argv[1]))
    take_workbench()
