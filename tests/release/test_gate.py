"""What leaves a case: masked, keyed, only what carries claims, and closed wherever in doubt."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fake_case import NOW, FakeCase, Page, case_of
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes import evidence
from custodes.dossier.claims_jsonl import claims_jsonl
from custodes.evidence import Disagreement
from custodes.model import Attribution, Claim, Note, PersonRole, Review
from custodes.release import MASK, Released, decisions, masked_names, release
from custodes.release.folding import name_key
from custodes.release.gate import letters
from custodes.release.guard import strings_of


def everything(released: Released) -> str:
    """Every string that leaves, one a line."""
    return "\n".join((*strings_of(released), claims_jsonl(released)))


def page(person: str, role: PersonRole | None, sentence: str = "{}被传唤。", **more: Any) -> Page:
    words = sentence.format(person)
    return Page([words], marks=[(person, "person", role)], quotes=[words], **more)


@pytest.fixture(autouse=True)
def no_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are what a test marks as such, and what stands between ⟨ and ⟩."""

    def marked(content: str) -> list[tuple[int, int]]:
        return [match.span(1) for match in re.finditer("⟨(.+?)⟩", content)]

    monkeypatch.setattr(decisions, "_name_like", marked)


@pytest.mark.parametrize("role", ["official", "commentator", "public"])
def test_who_has_a_public_role_is_shown(role: PersonRole) -> None:
    assert "王毅" in everything(release(case_of(page("王毅", role))))


@pytest.mark.parametrize("role", ["private", "unknown", None])
def test_who_has_none_is_masked(role: PersonRole | None) -> None:
    case = case_of(page("王毅", role))
    assert "王毅" not in everything(release(case))
    assert [name.text for name in masked_names(case)] == ["王毅"]


def test_who_is_private_anywhere_in_a_document_is_masked() -> None:
    both = Page(
        ["局长王毅说。", "嫌疑人王毅被捕。"],
        marks=[("王毅", "person", "official")],
        quotes=["局长王毅说"],
    )
    assert "王毅" in everything(release(case_of(both)))
    mentions = both.mentions()
    conflicting = FakeCase([both])
    private = [
        type(m)(m.span, "person", person_role="private") if m.span.start > 6 else m
        for m in mentions
    ]
    conflicting.mentions = lambda sha256: tuple(private)  # type: ignore[method-assign]
    assert "王毅" not in everything(release(conflicting))  # type: ignore[arg-type]
    assert masked_names(conflicting)[0].reason == "conflicting"  # type: ignore[arg-type]


def test_a_role_is_not_borrowed_from_another_document() -> None:
    shown, masked = page("王毅", "official", "局长{}说。"), page("王毅", "unknown", name="b.md")
    assert "王毅" in everything(release(case_of(shown)))
    assert "王毅" not in everything(release(case_of(shown, masked)))


def test_a_reviewer_clears_a_name() -> None:
    shown = everything(release(case_of(page("王毅", "private"), cleared=["王毅"])))
    assert "王毅" in shown


def test_what_looks_like_a_name_is_masked_and_listed() -> None:
    plain = Page(
        ["⟨杜某⟩住在⟨栖霞⟩。"], marks=[("栖霞", "place", None)], quotes=["⟨杜某⟩住在⟨栖霞⟩"]
    )
    case = case_of(plain)
    words = everything(release(case))
    assert "杜某" not in words
    assert "栖霞" in words
    assert [(name.text, name.reason) for name in masked_names(case)] == [("杜某", "name-like")]


def test_part_of_a_shown_name_is_not_another_name() -> None:
    source = Page(
        ["局长李开复说。"],
        marks=[("李开复", "person", "official"), ("李开", "person", "unknown")],
        quotes=["局长李开复说"],
    )
    assert "李开复" in everything(release(case_of(source)))
    alone = page("李开", "unknown", name="g.md")
    assert "李开" not in everything(release(case_of(source, alone)))


def test_part_of_an_agency_is_no_guess_but_a_person_of_that_name_is_masked() -> None:
    source = Page(
        ["卫健委要求⟨卫健⟩部门报告。"], marks=[("卫健委", "agency", None)], quotes=["卫健委要求"]
    )
    assert "卫健委要求" in everything(release(case_of(source)))
    person = page("卫健", "private", name="h.md")
    assert "卫健" not in everything(release(case_of(source, person)))


def test_a_guess_hides_its_family_name_too() -> None:
    source = Page(["⟨Du Quill⟩ fled; Quill was found."], quotes=["Quill was found"])
    assert "Quill" not in everything(release(case_of(source)))


def test_a_case_called_by_its_parties_keeps_no_short_form_and_a_place_does() -> None:
    source = Page(
        ["John White was stopped near the White House; White v. State was heard."],
        marks=[
            ("John White", "person", "unknown"),
            ("White House", "place", None),
            ("White v. State", "instrument", None),
        ],
        quotes=["John White was stopped near the White House; White v. State was heard"],
    )
    assert release(case_of(source)).claims[0].quote.exact == (
        "██ was stopped near the White House; ██ v. State was heard"
    )


def test_a_name_is_masked_wherever_else_it_stands() -> None:
    first = page("陈军锋", "private")
    second = Page(
        ["公安局查了陳 軍鋒的档案。"],
        title="军锋案",
        publisher="陈军锋博客",
        author="陈军锋",
        name="c.md",
        quotes=["公安局查了陳 軍鋒的档案"],
        claim_extras={"attribution": Attribution("person", "陈军锋的邻居")},
    )
    note = Note(second.claims()[0].identifier, "translation", "陈军锋 read", "en", "陈军锋", NOW)
    released = release(case_of(first, second, name="陈军锋案", notes=[note]))
    key = name_key(everything(released))
    assert "陈军锋" not in key
    assert "军锋" not in key
    assert released.claims[1].translation == "██ read"
    assert released.documents[1].title == "██案"
    assert released.name == "██案"


def test_what_a_note_adds_is_masked_too() -> None:
    source = page("王毅", "official")
    note = Note(source.claims()[0].identifier, "translation", "⟨Du Mou⟩ ran", "en", "tool", NOW)
    released = release(case_of(source, notes=[note]))
    assert released.claims[0].translation == "⟨██⟩ ran"


def test_a_by_line_is_a_public_role_unless_the_name_is_private() -> None:
    article = page("王毅", "official", author="记者 李四", title="李四报道")
    assert release(case_of(article)).documents[0].author == "记者 李四"
    other = page("李四", "private", name="d.md")
    assert release(case_of(article, other)).documents[0].author == "记者 ██"


def test_identifiers_are_masked_and_figures_stay() -> None:
    words = "〔2017〕2号文件：电话13800138000，比中1158张，车牌苏A12345，2018年6月16日。"
    source = Page([words], quotes=[words], marks=[("1158张", "quantity", None)])
    released = release(case_of(source))
    assert released.claims[0].quote.exact == (
        "〔2017〕2号文件：电话██，比中1158张，车牌██，2018年6月16日。"
    )
    assert released.claims[0].quantities[0].text == "1158张"


def test_a_figure_that_is_an_identifier_leaves_no_figure() -> None:
    words = "手机13800138000被定位"
    source = Page([words], quotes=[words], marks=[("13800138000", "quantity", None)])
    assert release(case_of(source)).claims[0].quantities == ()


def test_what_only_its_context_gave_away_is_masked_elsewhere() -> None:
    first = Page(["微信号：bluebird77"], quotes=["微信号：bluebird77"])
    second = Page(["the user bluebird77 left"], quotes=["bluebird77 left"], name="e.md")
    assert "bluebird77" not in everything(release(case_of(first, second)))


def test_nothing_tells_the_original() -> None:
    source = Page(
        ["无人提到的段落，保密。", "公安局安装了探头。见 leaked-2020.md。", "尾段"],
        quotes=["公安局安装了探头"],
        marks=[("公安局", "agency", None)],
    )
    case = case_of(source)
    words = everything(release(case))
    for secret in (source.sha256, "leaked-2020", "/home/source", "/secret/path", "broken", "保密"):
        assert secret not in words
    assert case.claims()[0].identifier not in words


def test_offsets_count_in_the_masked_paragraph() -> None:
    source = Page(
        ["前一段有陈军锋。", "陈军锋和刘某松在此，公安局传唤了陈军锋，随后放人。"],
        quotes=["公安局传唤了陈军锋", "松在此，公安局"],
        marks=[("陈军锋", "person", "private"), ("刘某松", "person", "private")],
    )
    released = release(case_of(source))
    document = released.documents[0]
    assert [p.ordinal for p in document.paragraphs] == [2]
    assert document.paragraph_count == 2
    assert released.claims[0].quote.exact == "██在此，公安局"
    assert released.claims[1].quote.exact == "公安局传唤了██"
    for claim in released.claims:
        text = document.paragraphs[claim.paragraph].text
        assert text[claim.quote.start : claim.quote.end] == claim.quote.exact
        assert text[: claim.quote.start].endswith(claim.quote.prefix)
        assert text[claim.quote.end :].startswith(claim.quote.suffix)


def reviewed(claim: Claim, decision: Any, minute: int, **more: Any) -> Review:
    time = NOW + datetime.timedelta(minutes=minute)
    return Review(claim.document, claim.quote, claim.type, decision, "editor Zhou", time, **more)


def test_the_last_decision_counts_and_the_reviewer_is_not_named() -> None:
    source = Page(["甲。乙。丙。"], quotes=["甲", "乙", "丙"])
    first, second, third = source.claims()
    reviews = [
        reviewed(first, "rejected", 1),
        reviewed(first, "accepted", 2),
        reviewed(second, "accepted", 1),
        reviewed(second, "rejected", 2),
    ]
    released = release(case_of(source, reviews=reviews))
    assert [(c.number, c.quote.exact, c.decision) for c in released.claims] == [
        ("A1", "甲", "accepted"),
        ("A2", "丙", None),
    ]
    assert "Zhou" not in everything(released)
    assert third.identifier not in everything(released)


def test_identifiers_are_keyed_with_the_case() -> None:
    one, other = FakeCase([page("王毅", "official")]), FakeCase([page("王毅", "official")])
    other.secret = b"t" * 32
    first, second = release(one), release(other)  # type: ignore[arg-type]
    assert first == release(one)  # type: ignore[arg-type]
    assert first.documents[0].identifier != second.documents[0].identifier
    assert first.claims[0].identifier != second.claims[0].identifier
    assert re.fullmatch("[0-9a-f]{16}", first.claims[0].identifier)
    assert first.claims[0].attribution.span is None


def test_the_owner_s_release_shows_all_and_both_are_logged() -> None:
    case = FakeCase([page("陈军锋", "private", title="军锋案")])
    released = release(case, unmasked=True)  # type: ignore[arg-type]
    assert released.unmasked
    assert released.claims[0].quote.exact == "陈军锋被传唤。"
    assert released.documents[0].name == "leaked-2020"
    release(case)  # type: ignore[arg-type]
    assert [event[0] for event in case.recorded] == ["released unmasked", "released"]
    assert "陈军锋" not in str(case.recorded)


def test_disagreements_name_released_claims_only(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Page(
        ["陈军锋称比中99%。", "局长称比中1%。", "丙。"], quotes=["比中99%", "比中1%", "丙"]
    )
    first, second, third = source.claims()

    def found(claims: Any) -> tuple[Disagreement, ...]:
        assert third not in claims
        return (
            Disagreement("figure", (first.identifier, second.identifier), "陈军锋的99%"),
            Disagreement("denial", (first.identifier, third.identifier)),
        )

    monkeypatch.setattr(evidence, "disagreements", found, raising=False)
    person = page("陈军锋", "private", name="k.md")
    rejected = [reviewed(third, "rejected", 1)]
    released = release(case_of(source, person, reviews=rejected))
    assert [(d.kind, d.claims, d.figure) for d in released.disagreements] == [
        ("figure", (released.claims[0].identifier, released.claims[1].identifier), "██的99%")
    ]


def test_failures_are_counted_by_reason_alone() -> None:
    assert release(case_of(page("王毅", "official"))).failed == {"encrypted": 2, "empty": 1}


def test_sources_are_lettered_like_columns() -> None:
    assert [letters(i) for i in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == (
        ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]
    )


NAMES = ["陈军锋", "刘某松", "欧阳清漪", "Zoë Quillfeather", "Bram O'Dell"]
GAPS = ["", " ", "\u3000", "\u200b"]


@st.composite
def cases(draw: st.DrawFn) -> tuple[FakeCase, list[str]]:
    """A case with private names planted, some of them in a document that does not mark them."""
    planted = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    filler = st.text(st.sampled_from("公安局安装探头的人员，。police said \n"), max_size=10)

    def sentence() -> str:
        gap = draw(st.sampled_from(GAPS))
        name = draw(st.sampled_from(planted))
        dressed = gap.join(name) if gap in ("", "\u200b") or not name.isascii() else name.upper()
        return f"{draw(filler)} {dressed} {draw(filler)}。".replace("\n", " ")

    marked = Page(
        [f"见 {name} 。" for name in planted],
        marks=[(name, "person", "private") for name in planted],
        quotes=[f"见 {name} 。" for name in planted],
        name="first.md",
    )
    lines = [sentence() for _ in range(draw(st.integers(1, 4)))]
    other = Page(lines, title=sentence(), name="second.md", quotes=list(dict.fromkeys(lines)))
    return FakeCase([marked, other], name=sentence()), planted


@settings(max_examples=150)
@given(cases())
def test_no_planted_name_leaves(drawn: tuple[FakeCase, list[str]]) -> None:
    case, planted = drawn
    released = release(case)  # type: ignore[arg-type]
    key = "\n".join(map(name_key, list_of(released)))
    for name in planted:
        assert name_key(name) not in key
    for claim in released.claims:
        document = next(d for d in released.documents if d.identifier == claim.document)
        text = document.paragraphs[claim.paragraph].text
        assert text[claim.quote.start : claim.quote.end] == claim.quote.exact
        assert claim.identifier in document.paragraphs[claim.paragraph].claims
        assert MASK in text


def list_of(released: Released) -> Iterator[str]:
    yield from strings_of(released)
    yield claims_jsonl(released)
