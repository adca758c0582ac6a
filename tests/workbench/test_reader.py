"""The reader and the review over HTTP: what is shown is what the case holds, decisions are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from lxml import html
from PIL import Image
from workbench_served import REVIEWER, Served

from custodes.case import Case
from custodes.model import Document
from custodes.workbench.reader.page_pictures import PagePictures


def parsed(page: str) -> Any:
    """A page as a tree, of which types know less than the test."""
    return html.fromstring(page)


@pytest.fixture
def case(served: Served) -> Iterator[Case]:
    with Case.open(served.case) as opened:
        yield opened


@pytest.fixture
def client(served: Served) -> httpx.Client:
    return served.client()


def document(case: Case, name: str) -> Document:
    return next(one for one in case.documents() if one.name.startswith(name))


def waiting(case: Case, name: str) -> Any:
    rows = case.reviewing.rows(document(case, name).sha256)
    return next(row for row in rows if row.decision == "")


def card_of(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text[-500:]
    return str(parsed(page.text).get_element_by_id("card").get("data-claim"))


def test_every_document_opens_in_every_view_and_says_its_text_to_the_character(
    case: Case, client: httpx.Client
) -> None:
    for one in case.documents():
        text = case.text(one.sha256)
        for view in ("text", "original", "both"):
            page = client.get(f"/documents/{one.sha256}", params={"view": view})
            assert page.status_code == 200, (one.name, view)
            tree = parsed(page.text)
            for piece in tree.xpath("//*[@data-at]"):
                at, words = int(piece.get("data-at")), piece.text
                assert text.content[at : at + len(words)] == words
            if view == "text":
                blocks = tree.xpath("//*[@data-text]//*[@data-start]")
                assert [int(block.get("data-start")) for block in blocks] == [
                    block.start for block in text.blocks if block.end > block.start
                ]


def test_a_document_is_found_by_its_number_and_nothing_else_is(
    case: Case, client: httpx.Client
) -> None:
    one = document(case, "02")
    ((number,),) = case.rows("SELECT number FROM documents WHERE sha256 = ?", one.sha256)
    assert client.get(f"/documents/{number}").status_code == 200
    for address in (
        f"/documents/{'0' * 64}",
        "/documents/999999",
        "/documents/x",
        f"/documents/{one.sha256}?claim=nothing",
        f"/documents/{one.sha256}?new=5:2",
        f"/documents/{one.sha256}?new=0:99999999",
        f"/documents/{one.sha256}/text?slice=99",
        f"/documents/{one.sha256}/pages/1/picture",
        "/review?claim=nothing",
    ):
        assert client.get(address).status_code == 404, address


def test_words_of_a_document_are_never_markup(case: Case, client: httpx.Client) -> None:
    one = document(case, "20-hostile")
    for view in ("text", "original"):
        page = client.get(f"/documents/{one.sha256}", params={"view": view})
        tree = parsed(page.text)
        assert {script.get("src") for script in tree.xpath("//script")} == {
            "/static/vendor/htmx.min.js",
            "/static/keys.js",
            "/static/reader.js",
        }
        assert not tree.xpath(
            "//*[@id='panes']//img | //*[@style] | //*[@*[starts-with(name(), 'on')]]"
        )
        assert not tree.xpath("//a[starts-with(@href, 'javascript')]")
        assert "<script>window.hit" in tree.get_element_by_id("main").text_content()


def test_a_decision_goes_on_to_the_next_and_is_kept_with_name_and_time(
    case: Case, client: httpx.Client
) -> None:
    row = waiting(case, "02")
    sent = {"queue": "-", "view": "text", "comment": "as it says"}
    answer = client.post(f"/documents/{row.document}/claims/{row.key}/accept", data=sent)
    assert answer.status_code == 303
    following = card_of(client.get(answer.headers["location"]))
    assert following != row.key
    held = case.reviewing.claim(row.key)
    assert [(r.decision, r.reviewer, r.comment) for r in held.history] == [
        ("accepted", REVIEWER, "as it says")
    ]
    shown = client.get(f"/documents/{row.document}?claim={row.key}").text
    assert REVIEWER in shown
    assert "as it says" in shown
    undone = client.post(f"/documents/{row.document}/undo", data=sent)
    assert card_of(client.get(undone.headers["location"])) == row.key
    assert case.reviewing.row(row.key).decision == ""
    assert case.verify() == []


def test_a_correction_by_form_is_kept_and_what_was_is_shown(
    case: Case, client: httpx.Client
) -> None:
    row = waiting(case, "10")
    address = f"/documents/{row.document}/claims/{row.key}"
    text = case.text(row.document)
    place = f"{row.start}:{row.start + 2}"
    other = "supply" if row.type != "supply" else "rule"
    sent = {
        "queue": "-",
        "view": "",
        "quote": f"{row.start}:{row.end}",
        "type": other,
        "role.purpose": place,
        "status": "planned",
        "stance": "denies",
        "voice": "rumour",
        "voice_name": "",
        "voice_at": "",
    }
    assert client.post(f"{address}/correct", data=sent).status_code == 303
    held = case.reviewing.claim(row.key)
    assert (held.claim.type, held.claim.status, held.claim.stance) == (other, "planned", "denies")
    assert held.claim.roles["purpose"][0].span == text.span(row.start, row.start + 2)
    assert held.extracted is not None
    assert held.extracted.type == row.type
    # by its new identifier it is found as well, and the first is shown beside the second
    page = client.get(f"/documents/{row.document}?claim={held.claim.identifier}")
    assert card_of(page) == row.key
    changed = parsed(page.text).xpath("//*[@id='card']//*[contains(@class, 'was')]")
    assert changed
    for wrong in ({"type": "nothing"}, {"quote": "1:99999999"}, {"role.actor": "x"}):
        assert client.post(f"{address}/correct", data=sent | wrong).status_code == 400
    assert len(case.reviewing.claim(row.key).history) == 1
    assert case.verify() == []


def test_a_missed_claim_is_added_shown_and_taken_back(case: Case, client: httpx.Client) -> None:
    one = document(case, "03")
    sent = {"queue": "-", "view": "both", "type": "rule", "quote": "0:3", "role.actor": "0:2"}
    answer = client.post(f"/documents/{one.sha256}/claims", data=sent)
    assert answer.status_code == 303
    assert "view=both" in answer.headers["location"]
    key = card_of(client.get(answer.headers["location"]))
    assert case.reviewing.row(key).added
    assert client.post(f"/documents/{one.sha256}/claims", data=sent).status_code == 400
    taken = client.post(f"/documents/{one.sha256}/claims/{key}/withdraw", data={"queue": "-"})
    assert client.get(taken.headers["location"]).status_code == 200
    with pytest.raises(KeyError):
        case.reviewing.row(key)


def test_a_claim_is_decided_on_only_in_its_own_document(case: Case, client: httpx.Client) -> None:
    row, other = waiting(case, "02"), document(case, "03")
    answer = client.post(f"/documents/{other.sha256}/claims/{row.key}/reject", data={"queue": "-"})
    assert answer.status_code == 404
    assert case.reviewing.row(row.key).decision == ""


def test_the_review_goes_through_the_case_and_keeps_its_filters(
    case: Case, client: httpx.Client
) -> None:
    page = client.get("/review?stance=denies")
    key = card_of(page)
    row = case.reviewing.row(key)
    assert row.stance == "denies"
    tree = parsed(page.text)
    queue = tree.xpath("//input[@name='queue']/@value")[0]
    assert queue == "stance=denies"
    listed = tree.xpath("//ol[contains(@class, 'queue')]//a/@data-claims")
    assert {case.reviewing.row(one).stance for one in listed} == {"denies"}
    answer = client.post(f"/documents/{row.document}/claims/{key}/reject", data={"queue": queue})
    assert answer.headers["location"].startswith("/review?stance=denies")
    following = case.reviewing.row(card_of(client.get(answer.headers["location"])))
    assert following.stance == "denies"
    assert following.key != key
    undone = client.post(f"/documents/{row.document}/undo", data={"queue": queue})
    assert card_of(client.get(undone.headers["location"])) == key
    assert "No claim is like that" in client.get("/review?type=supply&document=" + "0" * 64).text


def test_a_lost_decision_is_listed_with_the_claims_that_stand_there(
    case: Case, client: httpx.Client
) -> None:
    row = waiting(case, "09")
    sent = {"queue": "-"}
    client.post(f"/documents/{row.document}/claims/{row.key}/reject", data=sent)
    # a later extractor makes another claim there
    with case._transaction() as connection:
        connection.execute(
            "UPDATE claims SET key = 'f', identifier = 'f', decision = '' WHERE key = ?", (row.key,)
        )
    page = client.get(f"/documents/{row.document}")
    forms = parsed(page.text).xpath("//*[contains(@class, 'lost-one')]//form/@action")
    assert forms[-1].endswith(f"{row.key}/dismiss")
    assert any(form.endswith(f"{row.key}/reattach") for form in forms)
    assert client.post(forms[-1], data=sent).status_code == 303
    assert case.reviewing.lost() == []
    assert client.post(forms[-1], data=sent).status_code == 404
    with case._transaction() as connection:
        connection.execute(
            "UPDATE claims SET key = ?, identifier = ? WHERE key = 'f'", (row.key, row.identifier)
        )
    assert case.verify() == []


def test_a_page_of_the_original_is_a_picture_with_the_claims_on_it(
    case: Case, client: httpx.Client, tmp_path: Any
) -> None:
    one = document(case, "05")
    part = client.get(f"/documents/{one.sha256}/pages/1")
    assert part.status_code == 200
    tree = html.fragment_fromstring(part.text.strip())
    (drawing,) = tree.xpath(".//*[local-name() = 'svg']")
    _, _, width, height = map(float, drawing.get("viewbox", drawing.get("viewBox")).split())
    boxes = tree.xpath(".//*[local-name() = 'rect']")
    assert boxes
    for box in boxes:
        assert 0 <= float(box.get("x")) <= width
        assert 0 <= float(box.get("y")) + float(box.get("height")) <= height
    picture = client.get(tree.xpath(".//img/@src")[0])
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"] == "no-store"
    (tmp_path / "page.png").write_bytes(picture.content)
    with Image.open(tmp_path / "page.png") as opened:
        assert abs(opened.width / opened.height - width / height) < 0.01
    beyond = client.get(f"/documents/{one.sha256}/pages/99")
    assert "cannot be shown" in beyond.text


def test_the_picture_of_a_removed_document_is_forgotten(served: Served, case: Case) -> None:
    client = served.client()
    one = document(case, "05")
    assert client.get(f"/documents/{one.sha256}/pages/1/picture").status_code == 200
    pictures: PagePictures = served.application.inner.state.page_pictures
    assert any(key[0] == one.sha256 for key in pictures._kept)
    pictures.forget_all_but(lambda sha256: sha256 != one.sha256)
    assert not any(key[0] == one.sha256 for key in pictures._kept)


def test_links_of_a_slice_lead_back_to_the_page_that_it_is_a_part_of(
    case: Case, client: httpx.Client
) -> None:
    one = document(case, "01")
    part = client.get(f"/documents/{one.sha256}/text?slice=0&in=review&stance=denies")
    links = re.findall(r'class="tag" href="([^"]+)"', part.text)
    assert links
    assert all(link.startswith("/review?stance=denies&amp;claim=") for link in links)
