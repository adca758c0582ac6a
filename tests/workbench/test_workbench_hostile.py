"""Documents made to do harm, shown in the browser: no script runs, no request leaves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from workbench_served import Served, serve_here

from custodes.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

LARGEST = 400_000
"""Bytes: the larger ones take long to read and show nothing else."""
SECONDS = 400
ATTACKS = {
    "script.html": "<script>window.hit=1</script><p>The police use 40 cameras.</p>",
    "attribute.html": "<p onclick='window.hit=1' style='background:url(http://example.com/a)'>The "
    "police use 40 cameras.</p><img src=x onerror=window.hit=1>"
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "entities.html": "<p>The police use 40 &lt;img src=http://example.com/a onerror=window.hit=1"
    "&gt; cameras &lt;/textarea&gt;&lt;/script&gt;&lt;script&gt;window.hit=1&lt;/script&gt;</p>",
    "template.txt": "The police use 40 {{ 7*7 }} {% raw %} cameras ${window.hit=1} <%= 1 %>",
    "markdown.md": "# [x](javascript:window.hit=1)\n\nThe police use 40 ![a](http://example.com/a.png"
    ") cameras. <script>window.hit=1</script> <a href='data:text/html,x'>a</a>",
    "htmx.txt": "The police use 40 cameras <b hx-get='/documents/stop' hx-trigger='load'>x</b>",
    "direction.txt": "The police use \u202e04\u202c cameras \u2066of\u2069 \u200b the city.",
    "long.txt": "The police use 40 cameras" + "x" * 8_000 + " in the city.",
    'quote"><script>window.hit=1<.txt': "The police use 40 cameras in the city.",
}


def wait_until_read(case: Path) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with Case.open(case) as opened:
            if not opened.status().pending:
                return
        time.sleep(0.5)
    raise AssertionError("the files are not read in time")


def send(served: Served, files: dict[str, bytes]) -> None:
    client = served.client()
    for name, content in files.items():
        answer = client.post("/documents/files", content=content, headers={"X-Name": quote(name)})
        assert answer.status_code == 200
    wait_until_read(served.case)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workbench on a case of its own, empty at first."""
    folder = tmp_path_factory.mktemp("hostile") / "case"
    Case.create(folder, "<script>window.hit=1</script>").close()
    yield from serve_here(folder)


def look_at_all(page: Page, served: Served, names: set[str]) -> None:
    """Open every page that shows one of these documents; none may run anything."""
    with Case.open(served.case) as case:
        documents = [document for document in case.documents() if document.name in names]
        assert documents
    paths = ["/documents", "/documents?order=title", "/activity?action=all"]
    for document in documents:
        paths += [f"/documents/{document.sha256}{view}" for view in ("", "?view=both")]
    for path in paths:
        page.goto(served.address + path)
        assert page.evaluate("window.hit") is None, path
        assert page.locator("iframe, object, embed, main script").count() == 0, path


def test_attacks_stay_text(open_page: Callable[..., Page], served: Served) -> None:
    send(served, {name: content.encode() for name, content in ATTACKS.items()})
    # a name that says where it lies is a place: only what stands after the last slash is its name
    look_at_all(open_page(), served, {name.rpartition("/")[2] for name in ATTACKS})


def test_the_hostile_files_of_others_are_shown_and_do_nothing(
    open_page: Callable[..., Page], served: Served, shared: Path
) -> None:
    files = {
        path.name: path.read_bytes()
        for path in sorted((shared / "data" / "files").glob("edge_*"))
        if path.stat().st_size <= LARGEST
    }
    assert files
    send(served, files)
    look_at_all(open_page(), served, set(files))
