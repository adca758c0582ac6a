"""A dossier is composed, looked at and written in the browser; what is held is in no file."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from accessibility import violations
from workbench_served import REVIEWER, Served

from custodes.case import Case

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Page

SECONDS = 240
"""So long a dossier may take to be made where much else runs."""


def claims(served: Served, most: int = 4) -> list[tuple[str, str]]:
    """Keys and quotes of claims that stand in one document each, two words or more."""
    with Case.open(served.case) as case:
        return [
            (key, quote)
            for key, quote in case.rows(
                "SELECT key, json_extract(claim, '$.quote.exact') FROM claims "
                "GROUP BY sha256 ORDER BY number LIMIT ?",
                most,
            )
        ]


def version(client: httpx.Client) -> str:
    found = re.search(r'id="write-version" value="(\d+)"', client.get("/dossier").text)
    assert found is not None
    return found[1]


def change(client: httpx.Client, do: str, **fields: object) -> httpx.Response:
    fields = {"do": do, "version": version(client), **fields}
    return client.post("/dossier/outline", data={k: str(v) for k, v in fields.items()})


def begin_anew(served: Served) -> httpx.Client:
    """A client, with nothing chosen and nothing held any more."""
    client = served.client()
    while 'class="part"' in client.get("/dossier").text:
        change(client, "section-remove", section=0)
    change(client, "settings", scope="all", title="", owner="", dossier_language="en")
    with Case.open(served.case) as case:
        for identifier, state in case.legal.states().items():
            if state.held:
                case.legal.clear(identifier, "Tester", "the next test")
    return client


def preview(client: httpx.Client, name: str = "index.html") -> httpx.Response:
    """A page of the preview, when the dossier is prepared."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        answer = client.get(f"/dossier/preview/{name}")
        if 'http-equiv="refresh"' not in answer.text:
            return answer
    raise AssertionError("the dossier was not prepared in time")


def written(client: httpx.Client) -> str:
    """The part that says where the dossier is, when it is."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        part = client.get("/dossier/written").text
        if 'class="state' in part:
            return part
        time.sleep(0.2)
    raise AssertionError("the dossier was not written in time")


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it does; the pages' policy lets nobody evaluate words in them."""
    until = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    }


def plain(markup: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", markup))


def test_each_change_is_kept_with_its_author_and_one_made_from_an_old_page_is_refused(
    served: Served,
) -> None:
    client = begin_anew(served)
    (first, _), *_ = claims(served)
    change(client, "section-add", heading="One")
    old = version(client)
    assert client.post("/dossier/choose", data={"identifier": first}).status_code == 303
    refused = client.post("/dossier/outline", data={"do": "section-add", "version": old})
    assert refused.status_code == 400
    assert "somebody changed the outline" in refused.text
    with Case.open(served.case) as case:
        outline = case.outline()
        assert outline is not None
        assert outline.author == REVIEWER
        assert outline.chosen == frozenset({first})
        assert len(outline.sections) == 1
        numbers = [row[0] for row in case.rows("SELECT number FROM outlines ORDER BY number")]
        assert case.verify() == []
    change(client, "restore", number=numbers[-2])
    with Case.open(served.case) as case:
        restored = case.outline()
        assert restored is not None
        assert restored.chosen == frozenset()


def test_what_is_sent_must_make_sense(served: Served) -> None:
    client = begin_anew(served)
    assert client.post("/dossier/choose", data={"identifier": "f" * 16}).status_code == 400
    assert change(client, "nonsense").status_code == 422
    assert change(client, "up", entry="f" * 16).status_code == 400
    assert change(client, "restore", number=0).status_code == 404
    assert preview(client, "nothing.html").status_code == 404
    assert preview(client, "..%2f..%2fcase.db").status_code == 404
    inside = client.post(
        "/dossier/write", data={"folder": str(served.case / "x"), "version": version(client)}
    )
    assert inside.status_code == 400
    assert not (served.case / "x").exists()


def test_a_held_claims_words_are_in_no_page_of_the_preview_and_no_file_that_is_written(
    served: Served,
) -> None:
    client = begin_anew(served)
    with Case.open(served.case) as case:
        before = len(list(case.custody()))
    (held, words), (kept, _), *_ = claims(served)
    for identifier in (held, kept):
        client.post("/dossier/choose", data={"identifier": identifier})
    noted = {"about": held, "decision": "held", "why": "the lawyer reads it"}
    assert client.post("/notes/legal", data=noted).status_code == 303
    asked = {"about": kept, "whom": "The council", "text": "Is it so?", "day": "2020-05-01"}
    assert client.post("/notes/ask", data=asked | {"until": "2020-05-08"}).status_code == 303
    client.post("/notes", data={"about": kept, "kind": "comment", "text": "We saw it."})
    client.post("/notes", data={"about": kept, "kind": "remark", "text": "Call them again."})
    front = preview(client).text
    assert "We saw it." in front
    pages = set(re.findall(r'href="([\w.-]+\.html)', front))
    assert len(pages) > 5
    for page in pages:
        assert plain(words) not in plain(preview(client, page).text), page
    client.post("/dossier/write", data={"folder": "told", "version": version(client)})
    said = written(client)
    out = served.case.parent / "told"
    assert str(out / "index.html") in said
    found = files_of(out)
    for name, content in found.items():
        assert plain(words) not in plain(content), name
        assert "Call them again" not in content
        assert "the lawyer reads it" not in content
    assert "The council, asked on 2020-05-01: no answer by 2020-05-08." in plain_words(
        found["index.html"]
    )
    assert 'id="held"' in found["method.html"]
    assert json.loads(found["claims.jsonl"].split("\n")[0])["doc"]
    with Case.open(served.case) as case:
        events = [(event.action, event.actor, event.detail) for event in case.custody()]
    since = events[before:]
    assert ("dossier written", REVIEWER, str(out)) in since
    assert sum(action == "released" for action, _, _ in since) == 1
    shutil.rmtree(out)


def plain_words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", markup))


def test_only_what_was_chosen_leaves_where_that_is_the_scope(served: Served) -> None:
    client = begin_anew(served)
    (chosen, words), (_, other), *_ = claims(served)
    client.post("/dossier/choose", data={"identifier": chosen})
    change(client, "settings", scope="chosen", title="Short", dossier_language="zh")
    client.post("/dossier/write", data={"folder": "short", "version": version(client)})
    written(client)
    found = files_of(served.case.parent / "short")
    assert '<html lang="zh">' in found["index.html"]
    assert plain(words) in plain(found["index.html"])
    assert not any(plain(other) in plain(content) for content in found.values())
    assert found["claims.jsonl"].count("\n") == 1
    shutil.rmtree(served.case.parent / "short")


def test_a_folder_with_somebodys_files_is_left_alone_and_that_is_said(served: Served) -> None:
    client = begin_anew(served)
    mine = served.case.parent / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep")
    client.post("/dossier/write", data={"folder": "mine", "version": version(client)})
    assert "holds files that custodes did not write" in written(client)
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]
    shutil.rmtree(mine)


def test_notes_show_their_versions_and_what_stays_in_the_case(served: Served) -> None:
    client = begin_anew(served)
    (about, _), *_ = claims(served)
    for text in ("<b>First</b>", "Second"):
        sent = {"about": about, "kind": "headline", "text": text, "language": "en"}
        assert client.post("/notes", data=sent).status_code == 303
    page = client.get(f"/notes?about={about}").text
    assert "1 earlier version" in page
    assert "&lt;b&gt;First&lt;/b&gt;" in page
    part = client.get(f"/notes?about={about}", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert client.get("/notes?about=nothing").status_code == 404
    caption = {"about": about, "kind": "caption", "text": "x"}
    assert client.post("/notes", data=caption).status_code == 422
    with Case.open(served.case) as case:
        document = case.documents()[0].sha256
    assert client.get(f"/notes?about={document}").status_code == 200
    wrong = {"about": document, "decision": "held", "why": "x"}
    assert client.post("/notes/legal", data=wrong).status_code == 422
    bad_day = {"about": about, "whom": "X", "text": "x", "day": "yesterday"}
    assert client.post("/notes/ask", data=bad_day).status_code == 400


def test_a_dossier_is_composed_reordered_previewed_and_written_in_the_browser(
    served: Served, page: Page
) -> None:
    begin_anew(served)
    page.goto(f"{served.address}/dossier")
    page.fill("#new-heading", "What they bought")
    page.get_by_role("button", name="Add a section").click()
    page.locator("#heading-0").wait_for()
    for number in (1, 2, 3):
        form = page.locator("#offer form.add").first
        key = form.locator("[name=identifier]").input_value()
        form.get_by_role("button").click()
        page.locator(".entry").nth(number - 1).wait_for()
        # what is offered comes anew after each choice
        page.locator(f"#offer [name=identifier][value='{key}']").wait_for(state="detached")

    def order() -> list[str]:
        found = page.locator("[data-entry]").evaluate_all("es => es.map(e => e.dataset.entry)")
        return [str(one) for one in found]

    before = order()
    assert len(before) == 3
    # by button
    page.locator(f"#down-{before[0]}").click()
    eventually(lambda: order()[0] != before[0])
    assert order() == [before[1], before[0], before[2]]
    assert "Section 1, place 2 of 3" in page.locator("#outline [role=status]").inner_text()
    # by keyboard: step to the first, move it down twice; it keeps the focus
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    for _ in range(2):
        at = order().index(before[1])
        page.keyboard.press("Alt+ArrowDown")
        eventually(lambda at=at: order().index(before[1]) == at + 1)  # type: ignore[misc]
        eventually(lambda: page.evaluate("document.activeElement.id") == f"entry-{before[1]}")
    assert order() == [before[0], before[2], before[1]]
    for field, words in (
        (f"#comment-{before[0]}", "The first of three."),
        ("#set-title", "Three claims"),
    ):
        version = page.input_value("#write-version")
        page.fill(field, words)
        page.locator(field).blur()
        eventually(lambda version=version: page.input_value("#write-version") != version)  # type: ignore[misc]
    page.locator(".masked-names").wait_for(timeout=SECONDS * 1000)
    preview = page.context.new_page()
    page.watched.see(preview)  # type: ignore[attr-defined]
    preview.goto(f"{served.address}/dossier/preview/index.html")
    preview.locator("#s1").wait_for(timeout=SECONDS * 1000)
    assert "The first of three." in preview.locator("#s1").inner_text()
    assert preview.locator("h1").inner_text() == "Three claims"
    preview.locator("#s1 a.ref").first.click()
    preview.wait_for_url("**/source-*.html#*")
    page.fill("[name=folder]", "from-browser")
    page.get_by_role("button", name="Write the dossier").click()
    # what an earlier test wrote may be told of until then
    done = page.locator("#written .state", has_text="from-browser")
    done.get_by_text("The dossier is written").wait_for(timeout=SECONDS * 1000)
    out = served.case.parent / "from-browser"
    assert "What they bought" in (out / "index.html").read_text("utf-8")
    shutil.rmtree(out)


def test_a_masked_name_is_seen_in_its_context_and_cleared_by_a_button(
    served: Served, page: Page
) -> None:
    begin_anew(served)
    page.goto(f"{served.address}/dossier")
    table = page.locator(".masked-names")
    table.wait_for(timeout=SECONDS * 1000)
    # the family name alone has a row of its own, which shows the whole name around it
    name = page.get_by_role("rowheader", name="Marcus Tellworth", exact=True)
    row = table.locator("tr", has=name)
    assert "gunpoint" in row.inner_text()
    assert "a private person" in row.inner_text()
    page.on("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button").click()
    eventually(lambda: name.count() == 0)
    table.wait_for(timeout=SECONDS * 1000)
    assert name.count() == 0
    with Case.open(served.case) as case:
        assert "Marcus Tellworth" in case.cleared_names()
        assert [e.actor for e in case.custody() if e.action == "cleared"] == [REVIEWER]


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1280, "en", "dark"), (390, "zh", "light")]
)
def test_the_pages_are_sound_for_everybody(
    served: Served,
    open_page: Callable[..., Page],
    width: int,
    language: str,
    scheme: str,
) -> None:
    client = begin_anew(served)
    found = claims(served)
    for key, _ in found[:2]:
        client.post("/dossier/choose", data={"identifier": key})
    change(client, "section-add", heading="Empty")
    page = open_page(width=width, language=language, scheme=scheme)
    key = found[0][0]
    with Case.open(served.case) as case:
        ((document,),) = case.rows("SELECT sha256 FROM claims WHERE key = ?", key)
    for address in ("/dossier", f"/notes?about={key}", f"/documents/{document}?claim={key}"):
        page.goto(served.address + address)
        if address == "/dossier":
            page.locator(".masked-names").wait_for(timeout=SECONDS * 1000)
        else:
            # on a telephone the reader folds them away until somebody corrects
            page.locator(".notes-of").wait_for(state="attached")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert violations(page, serious=True) == [], address


def test_without_scripts_a_dossier_is_composed_and_written_too(
    served: Served, open_page: Callable[..., Page]
) -> None:
    begin_anew(served)
    page = open_page(scripts=False)
    page.goto(f"{served.address}/dossier")
    page.locator("#offer button").first.click()
    page.locator(".entry").first.wait_for()
    entry = page.locator("[data-entry]").first
    entry.locator("textarea").first.fill("Without a script.")
    entry.locator(".entry-comment button").click()
    page.fill("[name=folder]", "plain")
    page.get_by_role("button", name="Write the dossier").click()
    written(served.client())
    out = served.case.parent / "plain"
    assert "Without a script." in (out / "index.html").read_text("utf-8")
    shutil.rmtree(out)
