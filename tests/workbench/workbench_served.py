"""A workbench that runs in this process, its case, and what a browser did with it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import uvicorn

from custodes.workbench.application import application
from custodes.workbench.people import TokenSignIn
from custodes.workbench.serving import configuration

if TYPE_CHECKING:
    from playwright.sync_api import Page

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


def serve_here(case: Path, language: Any = "en") -> Iterator[Served]:
    """Serve a case from a thread of this process for as long as the generator lives."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    sign_in = TokenSignIn(REVIEWER, port)
    made = application(case, port, sign_in, language)
    server = uvicorn.Server(configuration(made))
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
