"""The audits page: inputs move, answers come, long ones in the background; findings are saved."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from accessibility import violations
from workbench_served import Served

from custodes.audits import AuditError
from custodes.case import Case
from custodes.workbench.audits import runs
from custodes.workbench.audits.forms import fields_of, filled, numbers_of
from custodes.workbench.audits.sheets import movable, moved, starter
from custodes.workbench.words import load_words

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

MAPS = Path(__file__).resolve().parents[2] / "examples" / "maps"
MAP = MAPS / "dongqiao.osm"
KINDS = ("worksheet", "alerts", "exposure", "dragnet", "linkage", "principles")


@pytest.fixture(scope="module")
def client(served: Served) -> httpx.Client:
    return served.client()


def finished(client: httpx.Client, page: str) -> str:
    """The part of a page about a computation, when that has ended."""
    until = time.monotonic() + 240
    while address := re.search(r'hx-get="(/audits/runs/[0-9a-f]+)"', page):
        assert time.monotonic() < until
        time.sleep(0.3)
        page = client.get(address[1]).text
    return page


def bounds() -> tuple[float, float, float, float]:
    """West, south, east and north of the map."""
    text = MAP.read_text("utf-8")
    lons = [float(found) for found in re.findall(r' lon="([-\d.]+)"', text)]
    lats = [float(found) for found in re.findall(r' lat="([-\d.]+)"', text)]
    return min(lons), min(lats), max(lons), max(lats)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_field_has_words(kind: str, language: str) -> None:
    words = load_words(language).audits
    for field in fields_of(kind):
        assert str(words.field[kind][field.name])
        for option in field.options:
            assert str(words.option[option])
    assert str(words.kind[kind].says)


def test_a_figure_that_is_published_says_where_and_one_that_was_moved_does_not() -> None:
    found = {field.name: field for field in fields_of("alerts")}["found"]
    assert "South Wales" in found.source
    (now,) = filled([found], {"found_low": "0.5", "found_high": "0.9"})
    assert now.changed
    assert now.source == "assumption, no source"
    (same,) = filled([found], {"found_low": found.value, "found_high": found.high})
    assert same == found


@pytest.mark.parametrize("words", ["", "a", "1,,b", "1;2", "nan", ",".join("1" * 30)])
def test_what_is_no_list_of_numbers_is_refused(words: str) -> None:
    with pytest.raises(AuditError, match="radii"):
        numbers_of(words, "radii")


def test_moving_a_cell_of_a_sheet_changes_its_number_and_no_other() -> None:
    sheet = starter()
    names = [field.name for field, _ in movable(sheet)]
    assert names == ["cell.alarms", "cell.right", "claimed"]
    tables = moved({"sheet": sheet, "cell.alarms_low": "100", "cell.alarms_high": "120"})
    assert (tables["cell"]["alarms"]["low"], tables["cell"]["alarms"]["high"]) == (100, 120)
    assert tables["cell"]["right"]["low"] == 13.5
    taken = moved({"sheet": sheet, "cell.alarms_claim": "a" * 16, "cell.alarms_words": "300次"})
    assert taken["cell"]["alarms"]["claim"] == "a" * 16
    assert "low" not in taken["cell"]["alarms"]
    with pytest.raises(AuditError, match="TOML"):
        moved({"sheet": "[cell"})


@pytest.mark.parametrize("kind", KINDS)
def test_every_audit_has_a_page(client: httpx.Client, kind: str) -> None:
    page = client.get(f"/audits/{kind}")
    assert page.status_code == 200
    assert 'id="answer"' in page.text
    assert "<svg" in page.text
    assert client.get("/audits/nonsense").status_code == 422


def test_a_moved_input_changes_the_answer_and_the_address(client: httpx.Client) -> None:
    sent = {"passers_by_low": "100", "passers_by_high": "100"}
    first = client.post("/audits/alerts/result", data=sent)
    assert "100 faces a day" in first.text
    assert first.headers["hx-replace-url"].startswith("/audits/alerts?passers_by_low=100")
    assert "csrf" not in first.headers["hx-replace-url"]
    wrong = client.post("/audits/alerts/result", data={"listed_low": "5", "listed_high": "5"})
    assert wrong.status_code == 200
    assert "a percentage? divide it by 100" in wrong.text
    not_one = client.post("/audits/alerts/result", data={"listed_low": "<b>x"})
    assert "&lt;b&gt;x" in not_one.text


def test_an_answer_is_saved_once_and_computed_again(client: httpx.Client, served: Served) -> None:
    sent = {"passers_by_low": "1000", "passers_by_high": "1234"}
    saved = client.post("/audits/alerts/keep", data=sent)
    assert saved.status_code == 303
    address = saved.headers["location"]
    client.post("/audits/alerts/keep", data=sent)
    with Case.open(served.case) as case:
        kept = [finding for finding in case.findings() if address.endswith(finding.identifier)]
        assert len(kept) == 1
        assert kept[0].parameters["passers_by"] == "[1000,1234]"
        events = [event for event in case.custody() if event.subject == kept[0].identifier]
        assert [(event.action, event.actor) for event in events] == [("found", "Tester")]
        assert case.verify() == []
    assert "1,234" in client.get(address).text
    assert address in client.get("/audits").text
    again = finished(client, client.post(f"{address}/again").text)
    assert "the same figures" in again


def test_a_claims_figure_goes_in_and_the_finding_names_the_claim(
    client: httpx.Client, served: Served
) -> None:
    found = client.get("/audits/figures", params={"words": "camera"}).text
    claim, written = re.findall(r'data-claim="([0-9a-f]{16})" data-written="([^"]*)"', found)[0]
    assert written
    sent = {"passers_by_low": "40", "passers_by_high": "40", "passers_by_source": claim}
    page = client.post("/audits/alerts/result", data=sent).text
    assert f"?claim={claim}" in page
    address = client.post("/audits/alerts/keep", data=sent).headers["location"]
    with Case.open(served.case) as case:
        kept = next(f for f in case.findings() if address.endswith(f.identifier))
    assert kept.claims == (claim,)


def test_a_longer_computation_runs_beside_and_is_saved(client: httpx.Client) -> None:
    sent = {"people": "1000", "days": "2", "draws": "1"}
    assert 'hx-post="/audits/linkage/run"' in client.get("/audits/linkage").text
    page = finished(client, client.post("/audits/linkage/run", data=sent).text)
    assert "<svg" in page
    (keep,) = re.findall(r'action="(/audits/runs/[0-9a-f]+/keep)"', page)
    address = client.post(keep).headers["location"]
    assert client.get(address).status_code == 200
    assert client.post("/audits/linkage/keep", data=sent).status_code == 400
    failed = finished(client, client.post("/audits/linkage/run", data={"people": "3"}).text)
    assert "state err" in failed


def test_a_computation_is_stopped(client: httpx.Client) -> None:
    page = client.post("/audits/linkage/run", data={"people": "400000", "days": "60"}).text
    (address,) = re.findall(r'hx-post="(/audits/runs/[0-9a-f]+/stop)"', page)
    assert "Stopped" in client.post(address).text
    assert client.post("/audits/runs/0000/stop").status_code == 404


def test_a_computation_that_is_stopped_while_it_starts_does_not_go_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    computations = runs.Runs(tmp_path)
    made: list[subprocess.Popen[bytes]] = []
    stopping: list[threading.Thread] = []

    def slowly(*_: object, **streams: Any) -> subprocess.Popen[bytes]:
        (run,) = computations._runs.values()
        stopping.append(threading.Thread(target=computations.stop, args=(run,)))
        stopping[0].start()
        time.sleep(0.3)
        words = "import time; time.sleep(600)"
        made.append(
            subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, **streams)
        )
        return made[0]

    monkeypatch.setattr(runs, "start", slowly)
    run = computations.start("alerts", {})
    while not (made and stopping):
        time.sleep(0.05)
    assert made[0].wait(60) != 0
    stopping[0].join()
    assert run.ended
    assert run.result is None


def test_a_map_is_sent_and_measured_from_memory(client: httpx.Client) -> None:
    sent = client.post("/audits/files", content=MAP.read_bytes())
    token = sent.json()["token"]
    form = {"map": token, "name": "Dongqiao", "walks": "100", "draws": "2", "minutes": "10"}
    page = finished(client, client.post("/audits/exposure/run", data=form).text)
    assert "Dongqiao" in page
    assert "<svg" in page
    nothing = finished(client, client.post("/audits/exposure/run", data={"map": "x"}).text)
    assert "give a map first" in nothing


def test_a_register_a_route_and_a_second_time_with_the_files(client: httpx.Client) -> None:
    def sent(name: str) -> str:
        answer = client.post("/audits/files", content=(MAPS / name).read_bytes())
        return str(answer.json()["token"])

    page = client.get("/audits/exposure").text
    assert "needs a map from you" in page
    assert 'data-sends="register"' in page
    form = {"map": sent(MAP.name), "name": "Dongqiao", "walks": "100", "draws": "2"}
    form |= {"minutes": "10", "register": sent("dongqiao-register.csv")}
    refused = finished(client, client.post("/audits/exposure/run", data=form).text)
    assert "a register needs a mapping" in refused
    half = {**form, "mapping_file": sent("dongqiao-register.toml"), "origin": "1,2"}
    refused = finished(client, client.post("/audits/exposure/run", data=half).text)
    assert "a route has two ends" in refused
    west, south, east, north = bounds()
    half["origin"] = f"{west + (east - west) / 3},{south + (north - south) / 2}"
    half["goal"] = f"{west + 2 * (east - west) / 3},{south + (north - south) / 2}"
    page = finished(client, client.post("/audits/exposure/run", data=half).text)
    (keep,) = re.findall(r'action="(/audits/runs/[0-9a-f]+/keep)"', page)
    address = client.post(keep).headers["location"]
    assert "the case does not hold" in client.get(address).text
    refused = finished(client, client.post(f"{address}/again").text)
    assert "give the file with the SHA-256" in refused
    given = {"given": [sent(MAP.name), sent("dongqiao-register.csv")]}
    again = finished(client, client.post(f"{address}/again", data=given).text)
    assert "the same figures" in again


def test_a_pseudonymous_file_is_measured_whole_and_the_log_says_so(
    client: httpx.Client, served: Served
) -> None:
    dice = random.Random(1)
    rows = [
        f"p{person},2026-01-{day:02} {hour:02}:00:00,s{dice.randrange(60)}"
        for person in range(1_000)
        for day in (5, 6)
        for hour in (8, 18)
    ]
    content = "\n".join(["card,at,station", *rows]).encode()
    token = client.post("/audits/files", content=content).json()["token"]
    form = {"file": token, "points": "2", "draws": "1"}
    refused = finished(client, client.post("/audits/linkage/run", data=form).text)
    assert "which column tells people apart" in refused
    form |= {"pseudonym": "card", "time": "at", "place": "station"}
    page = finished(client, client.post("/audits/linkage/run", data=form).text)
    assert "<svg" in page
    with Case.open(served.case) as case:
        lines = [(e.action, e.actor) for e in case.custody() if e.action.startswith("linkage")]
    assert lines[-2:] == [("linkage begun", "Tester"), ("linkage measured", "Tester")]
    gone = finished(client, client.post("/audits/linkage/run", data=form | {"file": "x"}).text)
    assert "no file was sent" in gone


def test_the_sums_of_the_case_are_looked_through(client: httpx.Client) -> None:
    page = finished(client, client.post("/audits/worksheet/run", data={"check": "yes"}).text)
    assert 'class="answered"' in page


def test_a_finding_is_chosen_for_the_dossier_from_the_list_and_from_its_page(
    client: httpx.Client, served: Served
) -> None:
    made = []
    for faces in ("41", "42"):
        sent = {"passers_by_low": faces, "passers_by_high": faces}
        made.append(client.post("/audits/alerts/keep", data=sent).headers["location"])
    first, second = (address.rpartition("/")[2] for address in made)
    assert f'value="{first}"' in client.get("/audits").text
    answer = client.post("/dossier/choose", data={"identifier": first, "back": "audits"})
    assert answer.headers["location"] == "/audits"
    assert f'href="/dossier#entry-{first}"' in client.get("/audits").text
    assert f"/notes?about={second}" in client.get(made[1]).text
    assert "Choose for the dossier" in client.get(f"/notes?about={second}").text
    client.post("/dossier/choose", data={"identifier": second, "back": "notes"})
    with Case.open(served.case) as case:
        outline = case.outline()
    assert outline is not None
    assert {first, second} <= outline.chosen


def test_a_judgement_is_kept_in_the_persons_name(client: httpx.Client, served: Served) -> None:
    page = client.get("/audits/principles").text
    question = re.findall(r'<option value="([a-z0-9-]+:[a-z0-9-]+)"', page)[0]
    sent = {"question": question, "says": "Nobody asked a <judge>."}
    assert client.post("/audits/principles/judgement", data=sent).status_code == 303
    with Case.open(served.case) as case:
        assert [n.author for n in case.notes() if n.text == sent["says"]] == ["Tester"]
    assert "Nobody asked a &lt;judge&gt;." in client.get("/audits/principles").text
    wrong = {"question": "nothing:such", "says": "x"}
    assert client.post("/audits/principles/judgement", data=wrong).status_code == 400


def test_nothing_is_done_without_the_token_of_the_form(served: Served) -> None:
    client = served.client()
    del client.headers["X-CSRF-Token"]
    for address in ("alerts/keep", "linkage/run", "files", "principles/judgement"):
        assert client.post(f"/audits/{address}").status_code == 403


def test_what_is_entered_before_the_scripts_are_there_is_computed_too(
    open_page: Callable[..., Page], served: Served
) -> None:
    page = open_page()
    waiting: list[Route] = []
    page.route(re.compile("/vendor/htmx"), lambda route: waiting.append(route))
    page.goto(f"{served.address}/audits/alerts", wait_until="commit")
    page.fill("#i-passers_by", "123")
    assert waiting
    for route in waiting:
        route.continue_()
    page.locator("#answer .lede", has_text="123").wait_for()


def test_a_slider_moves_the_answer(open_page: Callable[..., Page], served: Served) -> None:
    page = open_page()
    page.goto(served.address + "/audits/alerts")
    slider = page.locator('[data-name="passers_by"] .sliders input').first
    slider.focus()
    before = page.locator("#answer .lede").inner_text()
    page.keyboard.press("Home")
    page.locator("#answer .lede", has_text="10 to ").wait_for()
    assert page.locator("#answer .lede").inner_text() != before
    assert page.locator('[data-name="passers_by"].moved').count() == 1
    assert "passers_by_low=10&" in page.url
    page.click("text=Save as a finding")
    page.wait_for_url("**/audits/findings/*")
    page.locator(".answered .lede", has_text="10 to ").wait_for()


OF_OUR_OWN = """
[title]
en = "How many false matches a day?"
[cell.scans]
low = 40000
high = 50000
unit = "scan"
per = "day"
source = "invented for this test"
counted = { en = "faces scanned a day" }
[cell.mistaken]
low = 0.1
high = 0.2
unit = "%"
source = "invented for this test"
counted = { en = "share taken for somebody else" }
[cell.matches]
formula = "scans * mistaken"
counted = { en = "false matches a day" }
"""


def test_a_worksheet_file_is_opened_and_its_numbers_are_moved(
    open_page: Callable[..., Page], served: Served, tmp_path: Path
) -> None:
    file = tmp_path / "matches.toml"
    file.write_text(OF_OUR_OWN, "utf-8")
    page = open_page()
    page.goto(served.address + "/audits/worksheet")
    page.set_input_files("#sheet-file", file)
    page.locator('[data-name="cell.scans"]').wait_for()
    assert page.locator('[data-name="cell.alarms"]').count() == 0
    assert "(scan / day)" in page.locator('[data-name="cell.scans"]').inner_text()
    answer = page.locator("#answer")
    answer.filter(has_text="40 to 100 scan / day").wait_for()
    assert "False matches a day. In scan / day." in answer.inner_text()
    low = page.locator('[name="cell.scans_low"]')
    low.fill("20000")
    low.press("Tab")
    answer.filter(has_text="20 to 100 scan / day").wait_for()
    assert page.locator('[data-name="cell.scans"].moved').count() == 1


def test_a_file_that_is_no_worksheet_is_refused_in_words(
    open_page: Callable[..., Page], served: Served, tmp_path: Path
) -> None:
    file = tmp_path / "matches.toml"
    file.write_text("[cell.scans\nlow = 4", "utf-8")
    page = open_page()
    page.complaints_expected = True  # type: ignore[attr-defined]
    page.goto(served.address + "/audits/worksheet")
    page.set_input_files("#sheet-file", file)
    page.locator("#main").filter(has_text="does not read as TOML").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("kind", ["", *KINDS])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    open_page: Callable[..., Page], served: Served, width: int, kind: str
) -> None:
    page = open_page(width=width, scheme="dark" if width == 390 else "light")
    page.goto(f"{served.address}/audits/{kind}".rstrip("/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
