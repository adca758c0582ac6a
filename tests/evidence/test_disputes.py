import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.evidence.contradictions import Disagreement
from custodes.evidence.corroboration import corroborated
from custodes.evidence.disputes import disputes
from custodes.model import Attribution, Claim, Mention, Quantity, Stance, Text

PAPERS = [letter * 64 for letter in "abcdef"]


def claim(number: int, stance: Stance = "asserts", words: str = "", **changes: object) -> Claim:
    content = " " * number + (words or "the words of a claim")
    span = Text(content).span(number, len(content))
    made = Claim(PAPERS[number % len(PAPERS)], "measure", span, stance=stance)
    return replace(made, **changes)  # type: ignore[arg-type]


def by_name(claims: Sequence[Claim]) -> dict[str, Claim]:
    return {one.identifier: one for one in claims}


def test_a_denial_and_all_that_it_denies_are_one_dispute_with_two_sides() -> None:
    told = [claim(number) for number in range(3)]
    denied = claim(3, "denies")
    pairs = [Disagreement("denial", (one.identifier, denied.identifier)) for one in told]
    (found,) = disputes(pairs, by_name([*told, denied]))
    assert [(side.name, len(side.claims)) for side in found.sides] == [
        ("asserts", 3),
        ("denies", 1),
    ]


def test_the_two_figures_of_one_thing_are_two_sides_however_often_they_are_told() -> None:
    def figure(number: int, count: float) -> Claim:
        span = claim(number).quote
        mention = Mention(span, "quantity", quantity=Quantity(count, count, "路"))
        return claim(number, quantities=(mention,))

    books, found_in_fact = [figure(0, 1860), figure(1, 1860)], figure(2, 1512)
    pairs = [
        Disagreement("figure", (one.identifier, found_in_fact.identifier), "1860路 ≠ 1512路")
        for one in books
    ]
    (found,) = disputes(pairs, by_name([*books, found_in_fact]))
    assert [side.name for side in found.sides] == ["1860..1860", "1512..1512"]
    assert found.figures == ("1860路 ≠ 1512路",)


def test_a_claim_with_two_figures_stands_on_the_side_of_the_one_in_question() -> None:
    span = claim(0).quote
    both = tuple(
        Mention(span, "quantity", quantity=Quantity(count, count, "路")) for count in (1860, 1512)
    )
    books, audit = claim(0, quantities=both[:1]), claim(1, quantities=both)
    pair = Disagreement("figure", (books.identifier, audit.identifier), "1860路 ≠ 1512路")
    (found,) = disputes([pair], by_name([books, audit]))
    assert [side.name for side in found.sides] == ["1860..1860", "1512..1512"]


def test_whose_word_it_is_is_asked_figure_by_figure() -> None:
    one, other = claim(0), claim(1, attribution=Attribution("document", "报告"))
    names = (one.identifier, other.identifier)
    pairs = [Disagreement("attribution", names, figure) for figure in ("70余名", "20余名")]
    assert len(disputes(pairs, by_name([one, other]))) == 2


def test_claims_that_are_not_there_are_left_out_with_their_disputes() -> None:
    assert disputes([Disagreement("denial", ("x", "y"))], {}) == ()


@given(st.integers(0, 99), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_grouping_loses_no_claim_and_puts_none_into_two_disputes_of_a_kind(
    seed: int, edges: list[tuple[int, int]]
) -> None:
    claims = [
        claim(number, random.Random(seed + number).choice(["asserts", "denies"]))
        for number in range(6)
    ]
    pairs = [
        Disagreement("denial", (claims[a].identifier, claims[b].identifier))
        for a, b in edges
        if a != b
    ]
    found = disputes(pairs, by_name(claims))
    grouped = [name for dispute in found for name in dispute.claims]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == {name for pair in pairs for name in pair.claims}
    for pair in pairs:
        assert any(set(pair.claims) <= set(dispute.claims) for dispute in found)


FIGURE = "the cameras were bought for 40 thousand pounds from Brightlane"


def bought(number: int, **changes: object) -> Claim:
    made = claim(number, words=FIGURE)
    quantity = Mention(made.quote, "quantity", quantity=Quantity(40000, 40000, "pounds"))
    return replace(made, quantities=(quantity,), **changes)  # type: ignore[arg-type]


def test_two_sources_of_one_figure_corroborate_it() -> None:
    (found,) = corroborated([bought(0), bought(1)], lambda document: document)
    assert found.sources == 2
    assert len(found.claims) == 2


def test_a_reprint_is_no_second_source() -> None:
    assert corroborated([bought(0), bought(1)], lambda document: "one source") == ()


def test_what_is_denied_is_corroborated_by_nobody() -> None:
    assert corroborated([bought(0), bought(1, stance="denies")], lambda document: document) == ()


@pytest.mark.parametrize(("names", "one_word"), [(("报告", "报告"), True), (("报告", ""), False)])
def test_two_papers_that_rest_on_one_report_say_so(names: tuple[str, str], one_word: bool) -> None:
    claims = [
        bought(number, attribution=Attribution("document", name))
        for number, name in enumerate(names)
    ]
    (found,) = corroborated(claims, lambda document: document)
    assert found.one_word is one_word
