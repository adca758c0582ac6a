"""Evidence, pictures, contradictions and gaps over HTTP: filters, counts, views, downloads."""

import csv
import io
import json
import re
from urllib.parse import quote

import pytest
from workbench_served import REVIEWER, Served

from custodes.case import Case
from custodes.case.claim_table import Wanted
from custodes.release import MASK
from custodes.workbench import tiles

PROGRAMME = "平安灯塔工程"


def count_of(page: str) -> int:
    """How many claims a page of the evidence says it shows."""
    found = re.search(r"<b>([\d,]+) of ([\d,]+) claims?</b>", page)
    assert found is not None
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "type=data_flow",
        "type=data_flow&type=rule&stance=asserts",
        "status=required&word=document",
        f"programme={quote(PROGRAMME)}",
        "language=en",
        "review=none",
        "speaks=retention",
        "year=2021",
    ],
)
def test_the_table_says_how_many_claims_the_filters_leave(served: Served, query: str) -> None:
    page = served.client().get(f"/evidence?{query}")
    assert page.status_code == 200
    facets: dict[str, tuple[str, ...]] = {}
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        facets[name] = (*facets.get(name, ()), PROGRAMME if name == "programme" else value)
    with Case.open(served.case) as case:
        table = case.claim_table()
        expected = int(table.mask(Wanted(facets)).sum())
    assert expected
    assert count_of(page.text) == expected


def test_each_option_leaves_as_many_rows_as_it_says(served: Served) -> None:
    client = served.client()
    page = client.get("/evidence?stance=asserts").text
    options = re.findall(
        r'name="(type|status|word|year)" value="([^"]+)"[^>]*><span class="name">.*?'
        r'<span class="n">([\d,]+)</span>',
        page,
    )
    assert len(options) > 8
    for facet, value, count in options[::3]:
        found = client.get(f"/evidence?stance=asserts&{facet}={value}").text
        assert count_of(found) == int(count.replace(",", "")), (facet, value)


def test_words_find_traditional_for_simplified_and_leave_others_out(served: Served) -> None:
    client = served.client()
    simplified = count_of(client.get(f"/evidence?q={quote('视频监控')}").text)
    assert simplified
    assert count_of(client.get(f"/evidence?q={quote('視頻監控')}").text) == simplified
    nothing = client.get("/evidence?q=xyzzyqwerty&type=rule").text
    assert "No claim meets all of these" in nothing
    assert "Without “Words”" in nothing


def test_columns_and_order_are_kept_in_the_address(served: Served) -> None:
    page = served.client().get(
        "/evidence?column=claim&column=confidence&order=confidence&down=true"
    )
    heads = re.findall(r'<th scope="col" class="c-(\w+)"', page.text)
    assert heads == ["claim", "confidence"]
    shown = [float(x) for x in re.findall(r'<span class="num">(\d\.\d\d)</span>', page.text)]
    assert len(shown) > 10
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize(
    "address",
    [
        "/evidence?page=999999&order=time&type=nonsense",
        "/evidence?document=nothing",
        "/pictures?view=map&place=nowhere",
        "/pictures?view=network&year=1800",
        "/pictures?view=timeline&programme=none",
        "/pictures?giver=a&receiver=b",
        "/contradictions?kind=purpose&programme=none&page=99",
        "/gaps?kind=agency",
    ],
)
def test_what_leaves_nothing_is_said_and_is_no_error(served: Served, address: str) -> None:
    page = served.client().get(address)
    assert page.status_code == 200
    assert "Traceback" not in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/evidence?order=sideways", 422),
        ("/pictures?view=faces", 422),
        ("/contradictions?kind=x", 422),
        ("/gaps?programme=nothing+of+the+kind", 404),
        ("/gaps/letter?name=x&form=threat", 422),
    ],
)
def test_what_is_no_address_of_ours_is_refused(served: Served, address: str, status: int) -> None:
    assert served.client().get(address).status_code == status


@pytest.mark.parametrize("view", ["flows", "network", "timeline", "map"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_picture_is_there_in_both_languages(served: Served, view: str, language: str) -> None:
    client = served.client()
    client.cookies.set("custodes-language", language)
    page = client.get(f"/pictures?view={view}")
    assert page.status_code == 200
    assert 'class="rows' in page.text
    assert ' style="' not in page.text
    assert "<script>" not in page.text


def test_links_of_the_pictures_lead_to_as_many_claims_as_they_say(served: Served) -> None:
    client = served.client()
    page = client.get("/pictures?view=network").text
    section = page[page.index('<ul class="rows">') :]
    rows = re.findall(
        r'<li><a href="([^"]+)">.*?</a> <span class="small">[^<]*?([\d,]+) claims?</span>', section
    )
    assert len(rows) > 5
    for address, count in rows[:6]:
        assert count_of(client.get(address.replace("&amp;", "&")).text) == int(count), address


@pytest.mark.parametrize(
    ("view", "shape"),
    [
        ("flows", "node"),
        ("flows", "e"),
        ("network", "body"),
        ("network", "edge"),
        ("timeline", "fin"),
    ],
)
def test_each_element_of_a_picture_opens_its_claims(served: Served, view: str, shape: str) -> None:
    client = served.client()
    page = client.get(f"/pictures?view={view}").text
    drawing = page[page.index('class="drawing"') :].partition("</svg>")[0]
    linked = r'<a href="([^"]+)"[^>]*>(?:<title[^>]*>[^<]*</title>)?(?:(?!</a>).)*?class="{}[ "]'
    found = re.findall(linked.format(shape), drawing)
    assert found
    assert len(found) == len(re.findall(rf'class="{shape}[ "]', drawing)), "some lead nowhere"
    for address in (found[0], found[-1]):
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert address.startswith("/documents/") or count_of(answer.text) >= 1


def test_a_tile_of_the_map_leads_to_the_claims_of_its_division() -> None:
    drawing = tiles.draw({"11": 3}, "en", "A map", lambda code: f"/evidence?place={code}")
    link = re.search(r'<a href="/evidence\?place=11"><title>Beijing: 3</title>.*?</a>', drawing)
    assert link is not None
    assert 'class="tilecount"' in link[0]


def test_a_box_of_the_flows_leads_to_what_its_holder_gives_and_gets(served: Served) -> None:
    client = served.client()
    holder = "Port Alder Police Department"
    gives = count_of(client.get("/evidence", params={"type": "data_flow", "giver": holder}).text)
    both = count_of(client.get("/evidence", params={"holder": holder}).text)
    gets = count_of(client.get("/evidence", params={"receiver": holder}).text)
    assert gives >= 1
    assert max(gives, gets) <= both <= gives + gets


def test_no_person_is_a_facet_a_node_or_a_moment(served: Served) -> None:
    client = served.client()
    with Case.open(served.case) as case:
        people = {
            mention.span.exact
            for document in case.documents()
            for mention in case.mentions(document.sha256)
            if mention.kind == "person" and mention.person_role in (None, "private", "unknown")
        }
        values = {value for (value,) in case.rows("SELECT value FROM facet_values")}
    assert people
    assert not people & values
    for view in ("network", "timeline", "flows", "map"):
        page = client.get(f"/pictures?view={view}").text
        words = re.sub(r"<[^>]+>", "\n", page[page.index('id="picture"') :])
        assert not [name for name in people if len(name) > 2 and name in words], view


def test_the_table_says_what_is_held_asked_and_written_about(served: Served) -> None:
    client = served.client()
    with Case.open(served.case) as case:
        first, second = case.claims(type="supply")[:2]
    about = {"about": first.identifier}
    client.post("/notes", data=about | {"kind": "headline", "text": "Ours", "language": "en"})
    asked = about | {"whom": "The firm", "text": "Is it so?", "day": "2026-01-02"}
    client.post("/notes/ask", data=asked)
    held = {"about": second.identifier, "decision": "held", "why": "one source"}
    client.post("/notes/legal", data=held)
    rows = client.get("/evidence?type=supply").text.partition("<tbody>")[2].split("</tr>")
    (row,) = [row for row in rows if f"claim={first.identifier}" in row]
    assert "Headline" in row
    assert "1 question unanswered" in row
    (row,) = [row for row in rows if f"claim={second.identifier}" in row]
    assert re.search(r'<span class="beside held">held</span>', row)
    client.post("/notes/legal", data=held | {"decision": "cleared"})
    assert "beside held" not in client.get(f"/evidence?document={second.document}&type=supply").text


def test_a_view_is_saved_with_its_author_found_again_and_deleted(served: Served) -> None:
    client = served.client()
    form = {"name": "Rules <b>", "query": "type=rule&page=3&csrf=x&stance=asserts"}
    saved = client.post("/evidence/views", data=form, follow_redirects=False)
    assert saved.headers["location"] == "/evidence?type=rule&stance=asserts"
    page = client.get("/evidence").text
    assert "Rules &lt;b&gt;" in page
    assert REVIEWER in page
    (number,) = re.findall(r"/evidence/views/(\d+)/delete", page)
    client.post(f"/evidence/views/{number}/delete")
    assert "Rules &lt;b&gt;" not in client.get("/evidence").text
    assert client.post(f"/evidence/views/{number}/delete").status_code == 404
    assert client.post("/evidence/views", data={"name": " ", "query": ""}).status_code == 400
    with Case.open(served.case) as case:
        assert case.verify() == []


def test_what_is_shown_is_exported_masked_and_nothing_else(served: Served) -> None:
    client = served.client()
    shown = count_of(client.get("/evidence?type=targeting").text)
    answer = client.post("/evidence/export?type=targeting", data={"form": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="claims.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["type"] for row in rows} == {"targeting"}
    # what names nobody but stands outside the body does not leave
    assert 0 < len(rows) <= shown
    assert any(MASK in row["quote"] for row in rows)
    assert "陈某" not in answer.text
    lines = client.post("/evidence/export?type=targeting", data={"form": "jsonl"}).text
    claims = [c for line in lines.splitlines() for c in json.loads(line)["claims"]]
    assert len(claims) == len(rows)
    with Case.open(served.case) as case:
        assert case.custody()[-1].action == "released"
        originals = [document.sha256 for document in case.documents()]
    assert not [sha256 for sha256 in originals if sha256 in lines + answer.text]


def test_the_letter_cites_what_is_known_and_the_download_is_masked(served: Served) -> None:
    client = served.client()
    address = f"/gaps/letter?kind=programme&name={quote(PROGRAMME)}"
    letter = client.get(f"{address}&form=foi&language=en&item=cost").text
    assert f"Budgets, invoices and running costs of {PROGRAMME}" in letter
    assert "Retention periods" not in letter
    assert "Legal basis: “" in letter
    assert "采访与核实请求" in client.get(f"{address}&form=comment&language=zh").text
    sent = client.post("/gaps/letter", data={"text": "We ask about 陈某.\r\nWhy?", "name": "x"})
    assert sent.text == f"We ask about {MASK}.\nWhy?"
    assert sent.headers["content-disposition"] == 'attachment; filename="letter.txt"'


def test_a_rejected_claim_leaves_table_contradictions_and_gaps(served: Served) -> None:
    client = served.client()
    with Case.open(served.case) as case:
        claim = next(c for c in case.claims() if "实际在线1512路" in c.quote.exact)
    assert "1512路" in client.get("/contradictions?kind=figure").text
    before = count_of(client.get("/evidence").text)
    with Case.open(served.case) as case:
        case.reviewing.reject(claim.identifier, "T")
    assert count_of(client.get("/evidence").text) == before - 1
    assert count_of(client.get("/evidence?review=rejected").text) == 1
    assert "1512路" not in client.get("/contradictions?kind=figure").text
    with Case.open(served.case) as case:
        case.reviewing.withdraw(claim.identifier, "T")
    assert count_of(client.get("/evidence").text) == before
