"""The table of claims: what it counts is what a plain walk over all claims counts."""

import contextlib
import dataclasses
import datetime
import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_case import small_case, tamper

from custodes.case import Case, Processed
from custodes.case.claim_table import ORDERS, Order, Wanted, folded
from custodes.case.content import keep_processed
from custodes.case.errors import WrongArgumentError
from custodes.case.facets import values_of
from custodes.case.table_loading import renewed, renewed_lines
from custodes.case.views import SavedView
from custodes.model import (
    Attribution,
    Block,
    Claim,
    ClaimType,
    DateInterval,
    Document,
    Mention,
    RoleName,
    Text,
)

ME = "A. Editor"
WORDS = [
    "公安局",
    "海康",
    "灯塔工程",
    "乌海市",
    "人脸识别",
    "王小明",
    "police",
    "Brightlane",
    "Lighthouse",
    "2018年",
]
KINDS = dict(
    zip(
        WORDS,
        [
            "agency",
            "company",
            "programme",
            "place",
            "technology",
            "person",
            "agency",
            "company",
            "programme",
            "date",
        ],
        strict=True,
    )
)
ROLES: tuple[RoleName, ...] = (
    "actor",
    "source",
    "recipient",
    "supplier",
    "technology",
    "programme",
    "place",
    "time",
)
TYPES: tuple[ClaimType, ...] = ("supply", "data_flow", "deployment", "rule")


def drawn(seed: int) -> list[Processed]:
    """A few documents with claims of every sort, the same for the same seed."""
    chance = random.Random(seed)
    made = []
    for number in range(4):
        lines = [" ".join(chance.choices(WORDS, k=4)) for _ in range(5)]
        content = "\n".join(lines)
        text = Text(content, (Block("paragraph", 0, len(content)),))
        sha256 = hashlib.sha256(f"{seed} {number}".encode()).hexdigest()
        claims, start = [], 0
        mentions: list[Mention] = []
        for line in lines:
            places = [(start + line.index(word), word) for word in dict.fromkeys(line.split())]
            fillers = [_mention(text, at, word) for at, word in places]
            mentions += fillers
            claims.append(
                Claim(
                    sha256,
                    chance.choice(TYPES),
                    text.span(start, start + len(line)),
                    {chance.choice(ROLES): (filler,) for filler in fillers},
                    attribution=Attribution(chance.choice(("author", "document"))),
                    stance=chance.choice(("asserts", "denies")),
                    confidence=chance.random(),
                )
            )
            start += len(line) + 1
        document = Document(sha256, "text/plain", f"{number}.txt", language="zh", publisher="某报")
        made.append(Processed(document, text, tuple(mentions), tuple(claims)))
    return made


def _mention(text: Text, at: int, word: str) -> Mention:
    kind: Any = KINDS[word]
    dates = DateInterval(datetime.date(2018, 1, 1), datetime.date(2018, 12, 31))
    return Mention(
        text.span(at, at + len(word)),
        kind,
        person_role="private" if kind == "person" else None,
        dates=dates if kind == "date" else None,
    )


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Any]:
    opened: list[Case] = []

    def make(seed: int) -> Case:
        case = Case.create(tmp_path / f"case {len(opened)}")
        with case._transaction() as connection:
            for processed in drawn(seed):
                connection.execute(
                    "INSERT INTO documents (sha256, name, origin, size, state) "
                    "VALUES (?, 'x', 'x', 1, 'pending')",
                    (processed.document.sha256,),
                )
                keep_processed(connection, processed)
        opened.append(case)
        return case

    yield make
    for case in opened:
        case.close()


def plainly(case: Case, wanted: Wanted) -> list[Claim]:
    """The wanted claims by a walk over all of them."""
    found = []
    for claim in case.claims():
        values = {("language", "zh"), ("source", "某报"), ("review", "none"), *values_of(claim)}
        fits = all(
            any((facet, value) in values for value in chosen)
            for facet, chosen in wanted.facets.items()
            if chosen
        )
        words = all(word in "".join(folded(claim.quote.exact)) for word in wanted.words)
        if fits and words and wanted.document in ("", claim.document):
            found.append(claim)
    return found


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.lists(st.sampled_from(TYPES), max_size=2).map(tuple),
        "stance": st.sampled_from([("asserts",), ("denies",), ("infers",)]),
        "agency": st.sampled_from([("公安局",), ("公安局", "police"), ("nobody",)]),
        "place": st.just(("乌海市",)),
        "year": st.just(("2018",)),
    },
)


@settings(max_examples=25)
@given(st.data())
def test_filters_and_counts_are_those_of_a_walk_over_all_claims(data: st.DataObject) -> None:
    case = _shared_case()
    choices = data.draw(CHOICES)
    words = data.draw(st.sampled_from([(), ("公安",), ("police",), ("公安", "海康")]))
    wanted = Wanted(choices, words)
    table, lines = case.claim_table(), case.claim_lines()
    expected = plainly(case, wanted)
    rows = case.rows("SELECT number, identifier FROM claims")
    names: dict[int, str] = dict(rows)
    found = [names[number] for number in table.ordered(table.mask(wanted, lines))]
    assert found == [claim.identifier for claim in expected]
    for facet in ("type", "agency", "place", "technology"):
        counted = Counter(
            value
            for claim in plainly(case, wanted.without(facet))
            for name, value in values_of(claim)
            if name == facet
        )
        offered = {value: n for value, n in table.sift(wanted, lines).counts(facet) if n}
        assert offered == counted


_KEPT: list[Case] = []


def _shared_case() -> Case:
    return _KEPT[0]


@pytest.fixture(autouse=True)
def _one_case(cases: Any) -> Iterator[None]:
    _KEPT[:] = [cases(7)]
    yield
    _KEPT.clear()


def test_values_that_claims_have_together_are_counted_by_claim() -> None:
    case = _shared_case()
    table = case.claim_table()
    together: Counter[tuple[str, str]] = Counter()
    for claim in case.claims():
        values = values_of(claim)
        agencies = [value for facet, value in values if facet == "agency"]
        means = [value for facet, value in values if facet == "technology"]
        together.update((agency, mean) for agency in agencies for mean in means)
    found = {(a, b): n for a, b, n in table.pairs("agency", "technology", table.mask(Wanted()))}
    assert found == together
    assert all(a != b for a, b, _ in table.pairs("agency", "agency", table.mask(Wanted())))


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_keeps_all_rows_and_turns_round(order: Order) -> None:
    table = _shared_case().claim_table()
    mask = table.mask(Wanted())
    up, down = table.ordered(mask, order), table.ordered(mask, order, descending=True)
    assert sorted(up) == sorted(down) == sorted(table.claims.tolist())


def test_no_person_is_a_value_of_anything() -> None:
    case = _shared_case()
    assert any("王小明" in claim.quote.exact for claim in case.claims())
    values = [value for (value,) in case.rows("SELECT value FROM facet_values")]
    assert "公安局" in values
    assert not [value for value in values if "王小明" in value]


def test_a_private_persons_name_taken_for_a_company_is_no_value(tmp_path: Path, cases: Any) -> None:
    case = cases(3)
    (first, *_) = drawn(99)
    text = first.text
    name = (
        _mention(text, text.content.index("王小明"), "王小明") if "王小明" in text.content else None
    )
    assert name is not None
    wrong = dataclasses.replace(name, kind="company", person_role=None)
    claim = dataclasses.replace(first.claims[0], roles={"supplier": (wrong,)})
    processed = dataclasses.replace(first, claims=(claim,))
    with case._transaction() as connection:
        connection.execute(
            "INSERT INTO documents (sha256, name, origin, size, state) "
            "VALUES (?, 'y', 'y', 1, 'pending')",
            (processed.document.sha256,),
        )
        keep_processed(connection, processed)
    assert case.rows("SELECT 1 FROM facet_values WHERE value = '王小明'") == []


def test_a_decision_moves_its_claim_at_once_and_rejected_ones_are_left_out() -> None:
    case = _shared_case()
    claim = case.claims()[0]
    case.reviewing.reject(claim.identifier, ME)
    table = case.claim_table()
    assert dict(table.sift(Wanted()).counts("review"))["rejected"] == 1
    assert int(table.mask(Wanted()).sum()) == len(case.claims()) == len(table) - 1
    assert int(table.mask(Wanted({"review": ("rejected",)})).sum()) == 1
    other = dataclasses.replace(case.claims()[0], type="measure")
    case.reviewing.correct(case.claims()[0].identifier, other, ME)
    assert dict(case.claim_table().sift(Wanted()).counts("type"))["measure"] == 1
    assert [p.code for p in case.verify() if p.code == "index_wrong"] == []


def test_what_is_sorted_wrongly_is_found_by_verify(tmp_path: Path) -> None:
    case = small_case(tmp_path)
    assert case.verify() == []
    case.close()
    tamper(case.path, "UPDATE facet_values SET value = 'denied' WHERE value = 'asserts'")
    with Case.open(case.path) as opened:
        assert {problem.code for problem in opened.verify()} == {"index_wrong"}


def test_what_an_earlier_version_kept_is_derived_anew(tmp_path: Path) -> None:
    case = small_case(tmp_path)
    before = case.rows("SELECT * FROM claim_facets")
    case.close()
    tamper(case.path, "UPDATE claim_facets SET form = 'old', words = ''")
    with Case.open(case.path) as opened:
        assert opened.verify() == []
        opened.claim_table()
        assert opened.rows("SELECT * FROM claim_facets") == before


def test_removing_a_document_removes_its_values_and_views(tmp_path: Path) -> None:
    case = small_case(tmp_path)
    (go,) = [document for document in case.documents() if "denial" in document.name]
    assert case.rows("SELECT 1 FROM facet_values WHERE value = 'The council'")
    now = datetime.datetime.now(datetime.UTC)
    case.save_view(SavedView("evidence", "one", f"document={go.sha256}", ME, now))
    case.save_view(SavedView("evidence", "all", "type=rule", ME, now))
    case.remove(go.sha256, "asked for")
    assert [view.name for _, view in case.views("evidence")] == ["all"]
    assert not case.rows("SELECT 1 FROM facet_values WHERE value = 'The council'")
    assert case.rows("SELECT 1 FROM facet_values WHERE value = 'The agency'")
    assert case.verify() == []


def test_a_view_of_the_same_name_gives_way_and_the_log_says_who_saved(tmp_path: Path) -> None:
    case = small_case(tmp_path)
    now = datetime.datetime.now(datetime.UTC)
    for query in ("type=rule", "type=supply"):
        case.save_view(SavedView("evidence", "mine", query, ME, now))
    case.save_view(SavedView("pictures", "mine", "", ME, now))
    ((number, view),) = case.views("evidence")
    assert (view.query, view.author) == ("type=supply", ME)
    case.drop_view(number)
    assert case.views("evidence") == []
    with pytest.raises(KeyError):
        case.drop_view(number)
    assert case.verify() == []
    with pytest.raises(WrongArgumentError):
        SavedView("evidence", " ", "", ME, now)


def test_words_are_found_in_any_width_case_and_script(tmp_path: Path) -> None:
    case = small_case(tmp_path, one="The Agency says that 監控 costs ５００")
    table, lines = case.claim_table(), case.claim_lines()
    for words in ("agency", "监控", "監控", "500", "AGENCY 监控"):
        assert table.mask(Wanted(words=folded(words)), lines).sum() == 1, words
    assert table.mask(Wanted(words=folded("agency nothing")), lines).sum() == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_table_renewed_after_decisions_is_the_one_read_anew(seed: int, cases: Any) -> None:
    case, dice = cases(40 + seed), random.Random(seed)
    table, lines = case.claim_table(), case.claim_lines()
    first = table.ordered(table.mask(Wanted()), "status")
    for _ in range(12):
        changed = set()
        for _ in range(dice.choice((1, 1, 3))):
            rows = case.rows(
                "SELECT key, decision, documents.number FROM claims JOIN documents USING (sha256)"
            )
            key, decision, number = dice.choice(sorted(rows))
            changed.add(number)
            _decide_somehow(case, key, decision, dice)
        before = {name: column.values for name, column in table.columns.items()}
        held = table
        table, lines = renewed(table, case.rows, changed), renewed_lines(lines, case.rows, changed)
        anew, anew_lines = case.claim_table(), case.claim_lines()
        assert {name: column.values for name, column in held.columns.items()} == before
        assert table.claims.tolist() == anew.claims.tolist()
        assert table.documents.tolist() == anew.documents.tolist()
        assert lines.words == anew_lines.words
        for facet in anew.columns:
            for wanted in (
                Wanted(),
                Wanted({"type": ("supply",)}),
                Wanted({"review": ("accepted",)}),
            ):
                assert table.sift(wanted).counts(facet) == anew.sift(wanted).counts(facet)
        for order in ORDERS:
            mask = anew.mask(Wanted())
            assert table.ordered(mask, order) == anew.ordered(mask, order)
    assert len(first) >= 1


def _decide_somehow(case: Case, key: str, decision: str, dice: random.Random) -> None:
    reviewing = case.reviewing
    what = dice.choice(("accept", "reject", "withdraw", "correct", "add"))
    if what == "accept":
        reviewing.accept(key, ME)
    elif what == "reject":
        reviewing.reject(key, ME)
    elif what == "withdraw" and decision:
        reviewing.withdraw(key, ME)
    elif what == "correct":
        held = reviewing.claim(key).claim
        made = dataclasses.replace(held, status="planned", roles={})
        reviewing.correct(key, made, ME)
    elif what == "add":
        held = reviewing.claim(key).claim
        with contextlib.suppress(WrongArgumentError):
            reviewing.add(dataclasses.replace(held, type="rule", roles={}), ME)
