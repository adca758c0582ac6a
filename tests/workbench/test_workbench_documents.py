"""The documents in a browser: adding, filters, failures, reprints, keys, and no script needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from workbench_served import Served

from custodes.case import Case

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

LETTER = "The council of {town} bought {n} cameras from Brightlane Ltd in May 2021.\n" * 3


def titles(page: Page) -> list[str]:
    return page.locator(".docs .c-title > :first-child").all_inner_texts()


def write_letters(folder: Path, *towns: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = []
    for number, town in enumerate(towns, start=20):
        path = folder / f"{town}.txt"
        path.write_text(LETTER.format(town=town, n=number), encoding="utf-8")
        paths.append(path)
    return paths


def test_files_that_are_chosen_are_read_and_listed(
    page: Page, served: Served, tmp_path: Path
) -> None:
    page.set_input_files("#add-files", write_letters(tmp_path / "new", "Ashford", "Birchwood"))
    page.wait_for_selector("text=2 of 2 files sent")
    page.reload()  # the work goes on behind the page
    page.wait_for_selector("#progress >> text=2 files done", timeout=180_000)
    page.wait_for_selector(".docs >> text=Birchwood.txt")
    assert "Ashford.txt" in titles(page)
    with Case.open(served.case) as case:
        kept = {document.name: document.origin for document in case.documents()}
        received = [e.actor for e in case.custody() if e.action == "received"]
        assert kept["Ashford.txt"] == "Ashford.txt"
        assert received[-1] == "Tester"
        assert case.verify() == []


def test_a_folder_keeps_its_paths_and_hidden_files_stay_out(
    page: Page, served: Served, tmp_path: Path
) -> None:
    write_letters(tmp_path / "leak", "Cedarham")
    write_letters(tmp_path / "leak" / "deep", "Dunmoor", ".hidden")
    page.set_input_files("#add-folder", tmp_path / "leak")
    page.wait_for_selector("text=2 of 2 files sent")
    page.wait_for_selector("text=1 hidden files left alone")
    page.wait_for_selector("#progress >> text=files done", timeout=180_000)
    with Case.open(served.case) as case:
        origins = {document.origin for document in case.documents()}
    assert {"leak/Cedarham.txt", "leak/deep/Dunmoor.txt"} <= origins


def test_what_is_there_already_is_said(page: Page, tmp_path: Path) -> None:
    paths = write_letters(tmp_path / "again", "Elmstead")
    page.set_input_files("#add-files", paths)
    page.wait_for_selector("#progress >> text=1 file done", timeout=60_000)
    page.reload()
    page.set_input_files("#add-files", paths)
    page.wait_for_selector("text=1 there already")


def test_failures_stand_on_top_with_their_reason_and_are_tried_again(
    page: Page, served: Served
) -> None:
    first = page.locator("main section").nth(1)
    assert "2 files not read" in first.inner_text()
    assert "The file holds no text." in first.inner_text()
    page.locator(".alertline", has_text="holds no text").get_by_role("button").click()
    page.wait_for_selector("#progress >> text=1 file done", timeout=60_000)
    with Case.open(served.case) as case:
        assert "tried again" in {event.action for event in case.custody()}
        assert {failure.reason for failure in case.failures()} == {"damaged", "empty"}


def test_filters_live_in_the_address_and_say_what_they_leave(page: Page) -> None:
    chinese = page.locator("#f-language option[value=zh]").inner_text()
    number = int(re.findall(r"\((\d+)\)", chinese)[0])
    page.select_option("#f-language", "zh")
    page.wait_for_url(re.compile("language=zh"))
    page.wait_for_selector(f"text={number} documents")
    assert len(titles(page)) == number
    page.select_option("#f-kind", "plan")
    page.wait_for_url(re.compile("kind=plan"))
    page.wait_for_selector("text=2 documents")
    page.go_back()
    page.wait_for_selector(f"text={number} documents")
    page.fill("#f-words", "灯塔")
    page.wait_for_url(re.compile("words="))
    page.wait_for_selector("text=/^[3-6] documents$/")
    assert all("灯塔" in title for title in titles(page))


def test_what_is_taken_in_meanwhile_does_not_stand_in_the_way_of_a_filter(page: Page) -> None:
    def late(route: Route) -> None:
        page.evaluate("htmx.trigger(document.body, 'taken-in')")
        page.wait_for_timeout(500)
        route.continue_()

    page.route(re.compile("words="), late)
    page.fill("#f-words", "灯塔")
    page.wait_for_selector("text=/^[3-6] documents$/")
    assert all("灯塔" in title for title in titles(page))


def test_dates_filter_by_every_day_that_may_be_meant(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/documents?since=2021-06-11&until=2021-06-11")
    assert titles(page) == ["关于建立流行病学调查协调联络机制的通知"]


def test_reprints_are_found_behind_the_page_and_shown_together(page: Page) -> None:
    page.wait_for_selector("text=/groups? of reprints and versions/", timeout=60_000)
    page.click("text=/groups? of reprints and versions/")
    page.wait_for_url(re.compile("alike=all"))
    page.click("tr:has-text('21-reprint.md') >> text=one of 2")
    page.wait_for_selector("text=2 documents")
    assert titles(page) == ["东桥区平安灯塔工程升级建设实施方案"] * 2


def test_the_list_works_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.select_option("#f-kind", "tender")
    page.click("button.apply")
    assert titles(page) == ["东桥区锦枫苑小区智能门禁与视频监控采购项目招标文件"]
    page.click("text=中文")
    assert page.locator("html").get_attribute("lang") == "zh"
    assert "kind=tender" in page.url


def test_keys_search_show_all_keys_and_rest_while_somebody_types(page: Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("a?")
    assert page.input_value("[name=q]") == "a?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    assert "Search the case" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_what_a_hostile_document_is_called_stays_text(page: Page) -> None:
    assert "<script>window.hit = 1</script> Cameras" in titles(page)
    assert page.evaluate("window.hit") is None
    assert page.locator("text=20-hostile <b>name.html").count() == 1


def test_the_log_says_who_did_what(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/activity")
    page.wait_for_selector("text=The custody log is whole.")
    assert "signed in" in page.locator(".log").inner_text()
    page.select_option("[name=action]", "read")
    page.wait_for_url(re.compile("action=read"))
    page.wait_for_selector(".log td >> text=东桥区平安灯塔工程升级建设实施方案")
    page.click("text=Look at every line again")
    page.wait_for_selector("text=The custody log is whole.")


@pytest.mark.parametrize("path", ["/documents", "/activity"])
def test_a_page_says_in_its_title_where_it_is(page: Page, served: Served, path: str) -> None:
    page.goto(served.address + path)
    assert page.title() == f"{path[1:].capitalize()}: Lighthouse <&> 灯塔"


def test_one_file_alone_is_tried_again(page: Page, served: Served) -> None:
    with Case.open(served.case) as case:
        before = {failure.name: failure.reason for failure in case.failures()}
        ((tried,),) = case.rows("SELECT count(*) FROM custody WHERE action = 'tried again'")
    assert len(before) > 1
    page.goto(f"{served.address}/documents?unread={before['23-nothing.txt']}")
    line = page.locator("table.docs tr", has_text="23-nothing.txt")
    line.get_by_role("button", name="Try this one again").click()
    page.wait_for_selector("text=/1 file done/", timeout=60_000)
    with Case.open(served.case) as case:
        assert {failure.name: failure.reason for failure in case.failures()} == before
        ((now,),) = case.rows("SELECT count(*) FROM custody WHERE action = 'tried again'")
    assert now == tried + 1


def test_what_differs_between_two_of_a_group_stands_side_by_side(
    page: Page, served: Served
) -> None:
    with Case.open(served.case) as case:
        names = {one.name: one.sha256 for one in case.documents()}
    one, other = names["03-plan-lighthouse.md"], names["09-report-port-alder.html"]
    page.wait_for_selector("text=/groups? of reprints and versions/", timeout=60_000)
    page.goto(f"{served.address}/documents?alike={one}")
    page.get_by_role("link", name="What differs from 21-reprint.md").click()
    page.wait_for_selector("table.differences, .state")
    assert page.locator("table.differences mark").all_inner_texts() == ["转载"]
    page.goto(f"{served.address}/documents/differences?one={one}&other={other}")
    assert page.locator("table.differences mark").count() >= 2
    page.locator("table.differences a.q").first.click()
    page.wait_for_url(re.compile(r"/documents/[0-9a-f]{64}\?at=\d+"))


def test_a_document_is_removed_with_a_reason_and_its_tombstone_is_shown(
    page: Page, served: Served
) -> None:
    row = page.locator("table.docs tr", has_text="12-audit-linlan.md")
    row.hover()
    row.get_by_role("link", name="Remove").click()
    assert re.search(r"\d+ claims, 0 decisions", page.inner_text("main"))
    page.get_by_role("button", name="Remove").click()
    # the browser asks for the reason first
    assert page.url.endswith("/remove")
    page.get_by_label("Why it is removed").fill("agreed with the source")
    page.get_by_label("Remove it for good").check()
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url(re.compile("/documents#removed"))
    assert page.locator("table.docs", has_text="12-audit-linlan.md").count() == 0
    page.locator("#removed summary").click()
    tombstone = page.locator("#removed li").inner_text()
    assert "agreed with the source" in tombstone
    assert "Tester" in tombstone
    with Case.open(served.case) as case:
        assert all(one.name != "12-audit-linlan.md" for one in case.documents())
        assert case.verify() == []


def test_nothing_is_removed_without_reason_or_tick(served: Served) -> None:
    client = served.client()
    with Case.open(served.case) as case:
        (sha256, *_) = [one.sha256 for one in case.documents()]
    for sent in ({}, {"reason": "x"}, {"sure": "yes"}, {"reason": " ", "sure": "yes"}):
        answer = client.post(f"/documents/{sha256}/remove", data=sent)
        assert answer.status_code == 400
    with Case.open(served.case) as case:
        assert sha256 in [one.sha256 for one in case.documents()]
