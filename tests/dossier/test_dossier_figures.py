"""Laws of the dossier's parts: highlights, flows, timeline, intervals, what is chosen."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.dossier.edition import Edition
from custodes.dossier.flow_drawing import draw
from custodes.dossier.flows import NODES_DRAWN, Flow, flows_view, holder_class
from custodes.dossier.highlights import cut
from custodes.dossier.picks import pick
from custodes.dossier.timeline import timeline_view
from custodes.model import Attribution, DateInterval, Quantity, Span
from custodes.release import Released, ReleasedClaim, ReleasedMention

TEXT = "市局要求各派出所每周上报名单，并在路口装设摄像机。"


def claim(number: int, start: int, end: int, text: str = TEXT) -> ReleasedClaim:
    return ReleasedClaim(
        f"c{number}",
        f"A{number}",
        "d",
        "data_flow",
        0,
        Span(start, end, text[start:end]),
        {},
        (),
        "done",
        Attribution("author"),
        "asserts",
        "frames",
        "1",
        0.5,
    )


spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda pair: (pair[0], min(len(TEXT), pair[0] + pair[1]))
)


@given(st.lists(spans, max_size=8))
def test_pieces_are_the_text_and_cover_each_claim_exactly(found: list[tuple[int, int]]) -> None:
    claims = [claim(number, start, end) for number, (start, end) in enumerate(found)]
    pieces = cut(TEXT, claims)
    assert "".join(piece.text for piece in pieces) == TEXT
    for each in claims:
        covered = [piece for piece in pieces if each in piece.covering]
        assert "".join(piece.text for piece in covered) == each.quote.exact
        assert [each in piece.starting for piece in covered] == [True] + [False] * (
            len(covered) - 1
        )
        assert [each in piece.ending for piece in covered] == [False] * (len(covered) - 1) + [True]
    for piece in pieces:
        if piece.colour:
            assert len(piece.colour.quote.exact) == min(len(c.quote.exact) for c in piece.covering)


names = st.sampled_from([f"第{number}局" for number in range(9)])


@settings(max_examples=60)
@given(st.lists(st.tuples(names, names), min_size=1, max_size=25, unique=True))
def test_any_flows_are_drawn_or_handed_back_cycles_and_all(pairs: list[tuple[str, str]]) -> None:
    edition = Edition(Released("Case", (), ()), "en")
    edition.place_of = lambda claim: f"source-a.html#{claim.number}"  # type: ignore[method-assign]
    flows = tuple(
        Flow(source, recipient, "asserts", ("名单",), (claim(number, 0, 4),))
        for number, (source, recipient) in enumerate(pairs)
        if source != recipient
    )
    drawing, undrawn = draw(edition, flows, {name: name for pair in pairs for name in pair}, "x")
    numbers = set(re.findall(r"#(A\d+)", drawing))
    left = {flow.claims[0].number for flow in undrawn}
    assert numbers | left == {flow.claims[0].number for flow in flows}
    assert not numbers & left


def test_a_drawing_has_no_more_holders_than_can_be_read() -> None:
    claims = tuple(
        dataclasses.replace(
            claim(number, 0, 4),
            roles={
                "source": (ReleasedMention(f"第{number}所", "agency"),),
                "recipient": (ReleasedMention(f"第{number % 20}处", "agency"),),
            },
        )
        for number in range(100)
    )
    edition = Edition(Released("Case", (), ()), "zh")
    view = flows_view(edition, claims)
    assert len({n for flow in view.drawn for n in (flow.source, flow.recipient)}) <= NODES_DRAWN
    assert len(view.drawn) + len(view.listed) == 100


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("青石市公安局", "police"),
        ("Harbour Town Police", "police"),
        ("市医院", "health"),
        ("某社", ""),
    ],
)
def test_holders_are_classed_by_words_of_their_names(name: str, kind: str) -> None:
    assert holder_class(name) == kind


def test_a_date_misread_as_a_distant_year_breaks_no_timeline(invented: Released) -> None:
    far = DateInterval(datetime.date(9999, 12, 1), datetime.date(9999, 12, 31))
    odd = dataclasses.replace(
        invented.claims[0], roles={"time": (ReleasedMention("9999年", "date", dates=far),)}
    )
    edition = Edition(invented, "en")
    assert timeline_view(edition, [odd]).moments == ()
    assert edition.dates(far) == "9999-12"


def test_days_heaped_in_one_year_of_many_get_a_scale_of_their_own(invented: Released) -> None:
    days = [DateInterval(d, d) for d in (datetime.date(2020, 6, n) for n in (1, 5, 9, 14, 20))]
    days.append(DateInterval(datetime.date(2012, 1, 1), datetime.date(2012, 12, 31)))
    claims = [
        dataclasses.replace(
            invented.claims[0], roles={"time": (ReleasedMention("某日", "date", dates=each),)}
        )
        for each in days
    ]
    view = timeline_view(Edition(invented, "en"), claims)
    assert len(view.moments) == 6
    assert "2020-06" in view.drawing


@pytest.mark.parametrize(
    ("quantity", "english", "chinese"),
    [
        (Quantity(1158, 1158, "张"), "1,158张", "1,158张"),
        (Quantity(61, 69, "名"), "61 to 69名", "61 至 69名"),
        (Quantity(99, 100, "%"), "99 to 100%", "99 至 100%"),
        (Quantity(3, None, "times"), "at least 3 times", "至少 3 times"),
        (Quantity(None, 1.5, "years"), "at most 1.5 years", "至多 1.5 years"),
    ],
)
def test_an_interval_is_written_with_both_its_ends(
    quantity: Quantity, english: str, chinese: str
) -> None:
    empty = Released("Case", (), ())
    assert Edition(empty, "en").interval(quantity) == english
    assert Edition(empty, "zh").interval(quantity) == chinese


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ((2018, 1, 1), (2018, 12, 31), "2018"),
        ((2016, 1, 1), (2020, 12, 31), "2016…2020"),
        ((2018, 6, 1), (2018, 6, 30), "2018-06"),
        ((2020, 6, 16), (2020, 6, 16), "2020-06-16"),
        ((2020, 6, 16), (2020, 6, 22), "2020-06-16…2020-06-22"),
        (None, (2020, 6, 22), "…2020-06-22"),
    ],
)
def test_dates_are_as_short_as_they_allow(
    first: tuple[int, int, int] | None, last: tuple[int, int, int], written: str
) -> None:
    dates = DateInterval(datetime.date(*first) if first else None, datetime.date(*last))
    assert Edition(Released("Case", (), ()), "en").dates(dates) == written


def test_no_claim_with_a_masked_name_is_chosen_for_the_front_page(invented: Released) -> None:
    picks = pick(invented.claims)
    chosen = [*picks.figures, *picks.demands, *picks.people]
    assert chosen
    assert not [each for each in chosen if "██" in each.quote.exact]
