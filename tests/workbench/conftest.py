"""A running workbench on a small case, and a browser that is signed in to it."""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn

from custodes.case import Case
from custodes.workbench.application import application
from custodes.workbench.people import TokenSignIn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "documents"
REVIEWER = "Tester"

HOSTILE = """<!doctype html><html lang="en"><head><title>A <b>bold</b> "title" &amp; more</title>
<meta name="author" content="&lt;img src=x onerror=window.hit=1&gt;"></head><body>
<h1>&lt;script&gt;window.hit = 1&lt;/script&gt; Cameras</h1>
<p>The Harbour Town Police bought 40 cameras from
&lt;img src=http://example.com/a.png onerror=window.hit=1&gt; Brightlane Ltd in May 2021.
{{ 7 * 7 }} ${7*7} "quotes' &amp;amp;</p>
<p><a href="javascript:window.hit=1">
The council of Harbour Town says that the cameras record faces.</a></p>
<script>window.hit = 1; fetch("http://example.com/")</script>
</body></html>"""
LOCKED = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R/Encrypt 2 0 R>>"


@dataclass
class Served:
    """A workbench that runs: its address without a slash at the end, its token, its case."""

    address: str
    token: str
    case: Path
    application: Any
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def entrance(self) -> str:
        """The address that a person opens."""
        return f"{self.address}/sign-in?token={self.token}"

    def client(self, *, signed_in: bool = True) -> httpx.Client:
        """A client of HTTP; signed in, it sends the token of forms with what it posts."""
        client = httpx.Client(base_url=self.address, timeout=60)
        self.clients.append(client)
        if signed_in:
            assert client.get(self.entrance).status_code == 303
            page = client.get("/documents")
            client.headers["X-CSRF-Token"] = page.text.partition('name="csrf" content="')[2][:64]
        return client


def write_documents(folder: Path) -> Path:
    """Our examples, a hostile page, a reprint, and files that cannot be read."""
    shutil.copytree(EXAMPLES, folder)
    (folder / "20-hostile <b>name.html").write_text(HOSTILE, encoding="utf-8")
    report = (folder / "03-plan-lighthouse.md").read_text(encoding="utf-8")
    (folder / "21-reprint.md").write_text(report + "\n（转载）\n", encoding="utf-8")
    (folder / "22-locked.pdf").write_bytes(LOCKED)
    (folder / "23-nothing.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="session")
def worked_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of our examples, read and not yet reviewed; copy it, do not change it."""
    folder = tmp_path_factory.mktemp("workbench")
    with Case.create(folder / "case", "Lighthouse <&> 灯塔") as case:
        case.add([write_documents(folder / "given")])
    return folder / "case"


def serve_here(case: Path, language: Any = "en") -> Iterator[Served]:
    """Serve a case from a thread of this process for as long as the generator lives."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    sign_in = TokenSignIn(REVIEWER, port)
    made = application(case, port, sign_in, language)
    server = uvicorn.Server(
        uvicorn.Config(made, log_config=None, lifespan="on", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive(), "the server ended at its start"
        assert time.monotonic() < until, "the server does not start"
        time.sleep(0.02)
    served = Served(f"http://127.0.0.1:{port}", sign_in.token, case, made)
    try:
        yield served
    finally:
        for client in served.clients:
            client.close()
        server.should_exit = True
        thread.join(20)
        listener.close()


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


@dataclass
class Watched:
    """What pages of a context asked for, and what the browser complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def see(self, page: Page) -> None:
        """Note what this page does from now on."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )

    def left_the_machine(self, served: Served) -> list[str]:
        """The requests that went to anybody but the workbench."""
        ours = urlsplit(served.address).netloc
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != ours
        ]


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
