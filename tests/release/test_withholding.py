"""Held claims stay in the case: not they, not their words, not what was computed from them."""

import dataclasses
import datetime
import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
from fake_case import NOW, FakeCase, Page, case_of
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.case import Case
from custodes.dossier import write_dossier
from custodes.dossier.claims_jsonl import claims_jsonl
from custodes.model import Attribution, Finding, Note, Outline, OutlineEntry, OutlineSection, Table
from custodes.release import (
    WITHHELD,
    LeakError,
    Outgoing,
    Released,
    decisions,
    masked_names,
    preview,
    release,
)
from custodes.release.guard import strings_of

RUMOUR = "Northlight sold the lists to the police"
OPEN = "The council has 40 cameras"
DAY = datetime.date(2026, 5, 1)


@pytest.fixture(autouse=True)
def no_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands between ⟨ and ⟩ looks like a name, and nothing else."""

    def marked(content: str) -> list[tuple[int, int]]:
        return [match.span(1) for match in re.finditer("⟨(.+?)⟩", content)]

    monkeypatch.setattr(decisions, "_name_like", marked)


def page(
    *quotes: str, before: str = "It is rumoured that ", after: str = ". So.", **more: Any
) -> Page:
    paragraphs = [f"{before}{quote}{after}" for quote in quotes]
    marks = [("Northlight", "company", None)]
    return Page(paragraphs, quotes=list(quotes), marks=cast("Any", marks), language="en", **more)


def note(about: str, kind: str = "held", text: str = "why", **more: Any) -> Note:
    return Note(about, cast("Any", kind), text, "en", "Editor", NOW, **more)


def everything(released: Released) -> str:
    return "\n".join((*strings_of(released), claims_jsonl(released)))


def held_case(*pages: Page, quote: str = RUMOUR, **more: Any) -> Case:
    """A case in which the first claim of this quote is held by decision."""
    (claim, *_) = [c for each in pages for c in each.claims() if c.quote.exact == quote]
    return case_of(*pages, notes=[note(claim.identifier), *more.pop("notes", ())], **more)


@pytest.mark.parametrize("unmasked", [False, True])
def test_a_held_claim_does_not_leave_and_is_counted(unmasked: bool) -> None:
    released = release(held_case(page(RUMOUR, OPEN)), unmasked=unmasked)
    assert [claim.quote.exact for claim in released.claims] == [OPEN]
    assert [(held.type, held.why) for held in released.held] == [("targeting", "decision")]
    assert released.held[0].document == released.documents[0].identifier
    assert "sold the lists" not in everything(released)


def test_a_rumour_about_a_named_firm_is_held_until_it_is_cleared() -> None:
    rumoured = page(RUMOUR, OPEN, claim_extras={"attribution": Attribution("rumour")})
    released = release(case_of(rumoured))
    assert [held.why for held in released.held] == ["rumour"]
    assert "sold the lists" not in everything(released)
    claim = rumoured.claims()[0].identifier
    cleared = release(case_of(rumoured, notes=[note(claim, "cleared")]))
    assert cleared.held == ()
    assert "sold the lists" in everything(cleared)


def test_its_words_are_covered_in_a_paragraph_that_leaves_for_another_claim() -> None:
    both = Page([f"{OPEN}, and it is said that {RUMOUR}."], quotes=[RUMOUR, OPEN], language="en")
    released = release(held_case(both))
    (paragraph,) = released.documents[0].paragraphs
    assert paragraph.text == f"{OPEN}, and it is said that {WITHHELD}."
    assert released.claims[0].quote.exact == OPEN


def test_a_claim_in_the_same_words_is_held_with_it_wherever_it_stands() -> None:
    wider = f"{RUMOUR} and the school"
    first = Page([f"They say {wider}."], quotes=[RUMOUR, wider], language="en")
    second = Page([f"Again: {RUMOUR}!"], quotes=[f"Again: {RUMOUR}"], name="b.md", language="en")
    third = Page([f"{OPEN}."], quotes=[OPEN], name="c.md", language="en")
    released = release(held_case(first, second, third))
    assert [claim.quote.exact for claim in released.claims] == [OPEN]
    assert sorted(held.why for held in released.held) == ["decision", "same_words", "same_words"]
    assert "sold the lists" not in everything(released)


def test_words_of_ours_and_titles_that_repeat_it_are_covered_too() -> None:
    titled = page(RUMOUR, OPEN, title="NORTHLIGHT  sold the\nlists to the police?")
    other = titled.claims()[1].identifier
    case = held_case(titled, notes=[note(other, "comment", f"See: {RUMOUR}")])
    outline = Outline(
        "Editor", NOW, "T", RUMOUR, sections=(OutlineSection("H", RUMOUR, (OutlineEntry(other),)),)
    )
    released = release(case, outline=outline)
    assert "sold the" not in everything(released)
    assert released.owner == WITHHELD
    assert released.claims[0].notes.comments[0].text == f"See: {WITHHELD}"


def finding(claim: str, **more: Any) -> Finding:
    return Finding("f" * 16, "worksheet", "1", words={"en": "Answer"}, **more)


@pytest.mark.parametrize("where", ["claims", "parameters", "sources"])
def test_a_finding_that_it_went_into_stays_too(where: str) -> None:
    held = page(RUMOUR, OPEN)
    claim = held.claims()[0].identifier
    ways: dict[str, dict[str, Any]] = {
        "claims": {"claims": (claim,)},
        "parameters": {"parameters": {"n": json.dumps([claim])}},
        "sources": {"parameters": {"n": "1"}, "sources": {"n": claim}},
    }
    released = release(held_case(held, findings=[finding(claim, **ways[where])]))
    assert (released.findings, released.held_findings) == ((), 1)


def test_a_finding_that_only_lists_it_leaves_without_it() -> None:
    held = page(RUMOUR, OPEN)
    claim = held.claims()[0].identifier
    tables = {"claims": Table(("claim", "why"), ((claim, RUMOUR),))}
    released = release(held_case(held, findings=[finding(claim, tables=tables)]))
    assert released.held_findings == 0
    assert claim not in everything(released)
    assert released.findings[0].tables["claims"].rows[0][1] == WITHHELD


@pytest.mark.parametrize("unmasked", [False, True])
@pytest.mark.parametrize(
    "content",
    [
        f"<p>{RUMOUR}</p>",
        "<p>Northlight <b>sold</b> the lists to&nbsp;the police</p>",
        "<p title='Northlight sold the lists to the police'>x</p>",
        'window.x = "Northlight sold the \\u006cists to the police"',
    ],
)
def test_the_guard_stops_a_file_that_holds_its_words(
    tmp_path: Path, content: str, unmasked: bool
) -> None:
    released = release(held_case(page(RUMOUR, OPEN)), unmasked=unmasked)
    name = "x.js" if content.startswith("window") else "x.html"
    with pytest.raises(LeakError, match="held"), Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write(name, content)
    assert not (tmp_path / "out").exists()


def test_no_file_of_a_dossier_holds_its_words_in_either_language(tmp_path: Path) -> None:
    reprint = Page([f"{OPEN}; {RUMOUR}."], quotes=[OPEN], name="b.md", title=RUMOUR, language="en")
    case = held_case(page(RUMOUR, OPEN), reprint)
    for language in ("en", "zh"):
        index = write_dossier(release(case), tmp_path / language, cast("Any", language))
        for path in index.parent.rglob("*"):
            if path.is_file():
                plain = re.sub(r"<[^>]*>", "", path.read_text("utf-8"))
                assert "sold the lists" not in plain, path.name
        method = (index.parent / "method.html").read_text("utf-8")
        assert 'id="held"' in method


clauses = (
    st.text("ab cde甲乙丙丁，", min_size=6, max_size=24)
    .map(str.strip)
    .filter(lambda words: len(re.sub(r"\W", "", words)) > 4)
)


@settings(max_examples=60)
@given(st.lists(clauses, min_size=2, max_size=5, unique=True), st.data())
def test_whatever_is_held_its_words_are_in_nothing_that_leaves(
    quotes: list[str], data: st.DataObject
) -> None:
    one = Page([f"{words}。" for words in quotes], quotes=quotes)
    two = Page(["；".join(reversed(quotes))], quotes=quotes[:2], name="b.md")
    claims = [*one.claims(), *two.claims()]
    held = data.draw(st.lists(st.sampled_from(claims), min_size=1, max_size=3))
    case = case_of(one, two, notes=[note(claim.identifier) for claim in held])
    out = everything(release(case))
    for claim in held:
        assert claim.quote.exact not in out


def test_the_right_of_reply_stands_beside_the_claim() -> None:
    asked = page(OPEN)
    claim = asked.claims()[0].identifier
    until = DAY + datetime.timedelta(days=9)
    notes = [
        note(claim, "asked", "What do you say?", whom="The council", day=DAY, until=until),
        note(claim, "asked", "And you?", whom="⟨Quill Feather⟩", day=DAY, until=until),
        note(claim, "answered", "It is 41.", whom="The council", day=until),
        note(claim, "remark", "Call them again"),
    ]
    released = release(case_of(asked, notes=notes))
    council, masked = released.claims[0].replies
    assert (council.whom, council.answer, council.overdue) == ("The council", "It is 41.", False)
    assert (masked.answered, masked.overdue) == (None, True)
    assert "Quill" not in everything(released)
    # what was asked, and remarks, stay in the case
    assert "What do you say" not in everything(released)
    assert "Call them again" not in everything(released)


def test_of_translations_the_last_in_the_dossiers_language_counts_and_comments_all() -> None:
    one = page(OPEN)
    claim = one.claims()[0].identifier
    notes = [
        Note(claim, "translation", "四十", "zh", "甲", NOW),
        note(claim, "translation", "Vierzig"),
        note(claim, "translation", "Forty"),
        note(claim, "comment", "First"),
        note(claim, "comment", "Second"),
        note(claim, "headline", "Head"),
        note(claim, "headline", ""),
    ]
    case = case_of(one, notes=notes)
    assert release(case).claims[0].translation == "Forty"
    zh = release(case, outline=Outline("Editor", NOW, language="zh"))
    assert (zh.claims[0].translation, zh.claims[0].translator) == ("四十", "甲")
    said = zh.claims[0].notes
    assert [comment.text for comment in said.comments] == ["First", "Second"]
    assert said.headline == ""


@pytest.fixture
def three() -> tuple[FakeCase, list[str]]:
    pages = [
        page(f"{OPEN} {word}", name=f"{word}.md", before=f"⟨Name {word.title()}⟩: ")
        for word in ("alpha", "beta", "gamma")
    ]
    case = case_of(*pages)
    return cast("FakeCase", case), [each.claims()[0].identifier for each in pages]


def test_an_outline_that_leaves_out_the_rest_leaves_it_in_the_case(
    three: tuple[FakeCase, list[str]],
) -> None:
    case, (_, beta, gamma) = three
    sections = (OutlineSection("Both", "", (OutlineEntry(gamma, "C"), OutlineEntry(beta))),)
    outline = Outline("Editor", NOW, "Title", "Owner", scope="chosen", sections=sections)
    released = preview(cast("Case", case), outline)
    assert case.recorded == []
    assert [document.letter for document in released.documents] == ["A", "B"]
    assert "alpha" not in everything(released)
    assert (released.name, released.owner) == ("Title", "Owner")
    by_name = {claim.identifier: claim.quote.exact[-5:] for claim in released.claims}
    shown = [(by_name[entry.claim], entry.comment) for entry in released.sections[0].entries]
    assert shown == [("gamma", "C"), (" beta", "")]
    names = {name.text for name in masked_names(cast("Case", case), outline)}
    assert names == {"Name Beta", "Name Gamma"}
    everybody = dataclasses.replace(outline, scope="all")
    assert len(release(cast("Case", case), outline=everybody).documents) == 3
    assert [action for action, _, _ in case.recorded] == ["released"]


def test_an_entry_that_stays_takes_its_comment_with_it(three: tuple[FakeCase, list[str]]) -> None:
    case, (alpha, beta, _) = three
    case._notes.append(note(alpha))
    sections = (
        OutlineSection("Only held", "Secret", (OutlineEntry(alpha, "Also secret"),)),
        OutlineSection("Open", "", (OutlineEntry(beta),)),
    )
    released = release(cast("Case", case), outline=Outline("E", NOW, sections=sections))
    assert [section.heading for section in released.sections] == ["Open"]
    assert "ecret" not in everything(released)
