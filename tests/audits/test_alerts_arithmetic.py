"""What a watchlist does in a crowd: its laws, its bounds, and its simulation."""

import dataclasses
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.audits.alerts import Band, Group, Scenario
from custodes.audits.alerts.arithmetic import false_match_rate, false_positive_rate, figures
from custodes.audits.alerts.bounds import bounds, group_bounds, one_at_a_time, share_corners
from custodes.audits.alerts.inputs import MOST_GROUPS
from custodes.audits.alerts.simulation import draw, simulate

shares = st.floats(0, 1)
some_shares = st.floats(1e-6, 1 - 1e-6)


def point(value: float) -> Band:
    return Band(value, value)


def bands(low: float, high: float) -> st.SearchStrategy[Band]:
    # nobody counts in parts of a thousand million, and products of such parts have no digits left
    end = st.floats(low, high).map(lambda value: value if value > 1e-9 else low)
    return st.tuples(end, end).map(lambda ends: Band(min(ends), max(ends)))


@st.composite
def crowds(draw_one: st.DrawFn) -> tuple[Group, ...]:
    """Up to three groups whose shares can add up to 1."""
    count = draw_one(st.integers(0, 3))
    if count == 0:
        return ()
    weights = draw_one(st.lists(st.floats(0.1, 1), min_size=count, max_size=count))
    slack = draw_one(st.floats(0, 0.2))
    return tuple(
        Group(
            f"group {number}",
            Band(weight / sum(weights) * (1 - slack), min(1.0, weight / sum(weights) + slack)),
            draw_one(bands(0, 20)),
            draw_one(bands(0, 3)),
        )
        for number, weight in enumerate(weights)
    )


@st.composite
def scenarios(draw_one: st.DrawFn) -> Scenario:
    """Scenarios of both kinds of rate, with and without groups."""
    given_rate: dict[str, Band] = (
        {"false_positive_rate": draw_one(bands(0, 1))}
        if draw_one(st.booleans())
        else {
            "false_match_rate": draw_one(bands(0, 1e-3)),
            "list_size": draw_one(bands(0, 1e5)),
        }
    )
    return Scenario(
        passers_by=draw_one(bands(0, 1e5)),
        listed=draw_one(bands(0, 1)),
        found=draw_one(bands(0, 1)),
        days=draw_one(bands(0, 365)),
        visits_unlisted=draw_one(bands(1, 2000)),
        visits_listed=draw_one(bands(1, 2000)),
        groups=draw_one(crowds()),
        **given_rate,
    )


def right(listed: float, found: float, false_positive: float) -> float:
    scenario = Scenario(
        passers_by=point(1000),
        listed=point(listed),
        found=point(found),
        false_positive_rate=point(false_positive),
    )
    low, high = bounds(scenario)["right"]
    assert low == high
    return low


def test_a_worked_example_by_hand() -> None:
    scenario = Scenario(
        passers_by=point(10_000),
        listed=point(0.001),
        found=point(0.8),
        false_positive_rate=point(0.002),
        days=point(100),
        visits_listed=point(50),
        visits_unlisted=point(500),
    )
    found = {name: low for name, (low, _) in bounds(scenario).items()}
    assert found["true_alarms_day"] == pytest.approx(8)
    assert found["false_alarms_day"] == pytest.approx(19.98)
    assert found["right"] == pytest.approx(8 / 27.98)
    assert found["false_alarms_year"] == pytest.approx(1998)
    assert found["unlisted_year"] == pytest.approx(1)
    assert found["listed_year"] == pytest.approx(40)
    assert found["break_even"] == pytest.approx(0.002 / 0.802)
    low, high = bounds(scenario)["unlisted_once"]
    assert (low, high) == pytest.approx((0.002, 1 - 0.998**500))


@given(some_shares, some_shares, some_shares, some_shares)
def test_an_alarm_is_right_less_often_as_unlisted_faces_raise_more(
    listed: float, found: float, one: float, other: float
) -> None:
    fewer, more = sorted((one, other))
    assert right(listed, found, more) <= right(listed, found, fewer)


@given(some_shares, some_shares, some_shares, some_shares)
def test_an_alarm_is_right_more_often_as_more_of_the_crowd_is_listed(
    found: float, false_positive: float, one: float, other: float
) -> None:
    rarer, commoner = sorted((one, other))
    assert right(rarer, found, false_positive) <= right(commoner, found, false_positive)


@given(some_shares, some_shares)
def test_at_the_break_even_share_half_the_alarms_are_right(found: float, wrong: float) -> None:
    even = wrong / (wrong + found)
    assert right(even, found, wrong) == pytest.approx(0.5)


@settings(max_examples=60)
@given(scenarios(), st.integers(0, 1000))
def test_every_draw_of_the_simulation_lies_within_the_exact_bounds(
    scenario: Scenario, seed: int
) -> None:
    exact = bounds(scenario)
    drawn = figures(draw(scenario, 200, seed))
    for name, (low, high) in exact.items():
        values = [value for value in drawn[name].tolist() if not math.isnan(value)]
        for value in values:
            assert low - 1e-9 * abs(low) - 1e-12 <= value, name
            assert value <= high + 1e-9 * abs(high) + 1e-12, name


@settings(max_examples=60)
@given(scenarios(), st.integers(0, 1000))
def test_so_does_every_groups_share_of_the_false_alarms(scenario: Scenario, seed: int) -> None:
    _, simulated = simulate(scenario, 200, seed)
    for row, quantiles in zip(group_bounds(scenario), simulated, strict=True):
        for name, (low, high) in row.items():
            if name == "borne" and quantiles[name] == (0, 0, 0):
                continue  # no draw had an alarm
            for value in quantiles[name]:
                assert low - 1e-9 * abs(low) - 1e-12 <= value <= high + 1e-9 * abs(high) + 1e-12


def test_a_rate_that_may_be_next_to_nothing_is_borne_as_the_ratios_say() -> None:
    # at a rate of 1 both groups are at the most there is; just above 0 one has twice the other's
    scenario = Scenario(
        passers_by=point(1000),
        listed=point(0),
        found=point(1),
        days=point(1),
        visits_unlisted=point(1),
        visits_listed=point(1),
        false_positive_rate=Band(0, 1),
        groups=(
            Group("one", point(0.5), point(1), point(1)),
            Group("other", point(0.5), Band(0, 2), point(1)),
        ),
    )
    low, high = group_bounds(scenario)[0]["borne"]
    assert (low, high) == pytest.approx((1 / 3, 1))


@settings(max_examples=60)
@given(scenarios())
def test_the_groups_together_are_the_crowd(scenario: Scenario) -> None:
    whole = bounds(scenario)["false_alarms_day"]
    rows = [row["false_alarms_day"] for row in group_bounds(scenario)]
    low, high = sum(row[0] for row in rows), sum(row[1] for row in rows)
    assert low <= whole[0] * (1 + 1e-9) + 1e-9
    assert high >= whole[1] * (1 - 1e-9) - 1e-9
    if all(group.share.low == group.share.high for group in scenario.groups):
        assert (low, high) == pytest.approx(whole)


def test_the_groups_shares_of_the_false_alarms_add_up_to_one_where_nothing_is_open() -> None:
    scenario = Scenario(
        passers_by=point(1000),
        listed=point(0),
        found=point(0.5),
        false_match_rate=point(1e-7),
        list_size=point(10_000),
        groups=(
            Group("a", point(0.25), point(10)),
            Group("b", point(0.35), point(2)),
            Group("c", point(0.4)),
        ),
    )
    rows = group_bounds(scenario)
    assert sum(row["borne"][0] for row in rows) == pytest.approx(1)
    assert rows[0]["borne"] == pytest.approx((2.5 / 3.6, 2.5 / 3.6), rel=0.01)
    per_day = sum(row["false_alarms_day"][1] for row in rows)
    assert per_day == pytest.approx(bounds(scenario)["false_alarms_day"][1])


@pytest.mark.parametrize("rate", [1e-12, 1e-17, 1e-300])
def test_tiny_match_rates_and_huge_lists_lose_no_digits(rate: float) -> None:
    size = 1e7
    expected = rate * size * (1 - rate * (size - 1) / 2)
    assert float(false_positive_rate(rate, size)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("rate", "size", "expected"),
    [(0.0, 1e7, 0.0), (1.0, 1.0, 1.0), (1.0, 0.0, 0.0), (0.5, 2.0, 0.75), (1e-3, 1e7, 1.0)],
)
def test_the_ends_of_the_formula_for_a_list(rate: float, size: float, expected: float) -> None:
    assert float(false_positive_rate(rate, size)) == expected


@given(st.floats(1e-12, 0.5), st.floats(1, 1e6))
def test_the_rate_of_one_comparison_leads_back_to_that_of_the_list(
    rate: float, size: float
) -> None:
    single = false_match_rate(rate, size)
    assert float(false_positive_rate(single, size)) == pytest.approx(rate, rel=1e-9)


def test_a_list_of_nobody_in_a_perfect_system_raises_no_alarm_and_has_no_share_right() -> None:
    scenario = Scenario(
        passers_by=point(1000), listed=point(0), found=point(0.9), false_positive_rate=point(0)
    )
    assert "right" not in bounds(scenario)
    assert bounds(scenario)["false_alarms_day"] == (0, 0)


def test_with_nobody_listed_every_alarm_is_wrong() -> None:
    assert right(0, 0.9, 1e-6) == 0


@settings(max_examples=30)
@given(crowds())
def test_corners_of_the_shares_add_up_to_one_within_their_bands(
    groups: tuple[Group, ...],
) -> None:
    for corner in share_corners(groups):
        assert sum(corner) == pytest.approx(1)
        for share, group in zip(corner, groups, strict=True):
            assert group.share.low - 1e-6 <= share <= group.share.high + 1e-6


def test_as_many_groups_as_allowed_are_bounded_at_once() -> None:
    scenario = Scenario(
        passers_by=Band(100, 1000),
        listed=Band(0, 0.01),
        found=Band(0.5, 0.9),
        false_positive_rate=Band(1e-6, 1e-4),
        groups=tuple(
            Group(str(number), Band(0.05, 0.5), Band(1, number + 1))
            for number in range(MOST_GROUPS)
        ),
    )
    low, high = bounds(scenario)["false_positive"]
    assert low == pytest.approx(1e-6)
    # Half the crowd in the worst group, the least in the others, the rest in the next worst.
    assert high == pytest.approx(1e-4 * (0.5 * 8 + 0.2 * 7 + 0.05 * (1 + 2 + 3 + 4 + 5 + 6)))


def test_what_decides_is_measured_one_input_at_a_time() -> None:
    scenario = Scenario(
        passers_by=Band(100, 1000),
        listed=Band(1e-5, 1e-2),
        found=point(0.8),
        false_positive_rate=Band(1e-4, 2e-4),
    )
    moved = one_at_a_time(scenario)
    assert set(moved) == {"listed", "false_positive_rate"}
    assert moved["listed"][1] - moved["listed"][0] > 0.5
    middle = dataclasses.replace(scenario, listed=point(math.sqrt(1e-7)))
    assert moved["false_positive_rate"] == pytest.approx(bounds(middle)["right"])


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    scenario = Scenario(
        passers_by=Band(100, 1000),
        listed=Band(1e-5, 1e-2),
        found=Band(0.5, 0.9),
        false_positive_rate=Band(1e-6, 1e-4),
    )
    assert simulate(scenario, 300, 7) == simulate(scenario, 300, 7)
    assert simulate(scenario, 300, 7) != simulate(scenario, 300, 8)
    # What any machine must draw: the middle draw of numpy's PCG64 for this seed.
    assert simulate(scenario, 300, 7)[0]["false_alarms_day"][1] == pytest.approx(
        0.0033487059075716884, rel=1e-9
    )
