"""Ranges and openings for a purpose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.audits import AuditError
from custodes.audits.exposure.city import Cameras
from custodes.audits.exposure.fields_of_view import (
    PICTURE_WIDTH,
    PURPOSES,
    Reach,
    draw_ranges,
    focal_lengths,
    openings_for,
    pixels_per_metre,
    ranges_at,
    reach,
)

CAMERAS = Cameras.at(
    np.zeros((4, 2)),
    directions=[0, 90, np.nan, 180],
    openings=[60, 60, 360, 45],
    openings_stated=[False, False, False, True],
    device=[0, 0, 1, 2],
)


def test_the_purposes_need_what_the_standard_of_2015_says() -> None:
    needed = [pixels_per_metre(purpose).quantity.low for purpose in PURPOSES]
    assert needed == [250, 125, 62.5, 25]
    assert all(pixels_per_metre(purpose).source.primary_seen for purpose in PURPOSES)


def test_focal_lengths_are_marked_as_without_a_published_source() -> None:
    assert all("primary source not seen" in figure.citation for figure in focal_lengths())


def test_a_range_is_the_focal_length_over_the_pixels_a_metre() -> None:
    assert reach("identify") == Reach(4.5, 14.5, 83.0)
    assert reach("detect") == Reach(45.0, 145.0, 830.0)


def test_a_more_demanding_purpose_reaches_less_far() -> None:
    middles = [reach(purpose).middle for purpose in PURPOSES]
    assert middles == sorted(middles)


def test_quantiles_run_from_the_first_to_the_last_decile() -> None:
    between = reach("recognise")
    assert ranges_at(CAMERAS, [0, 0.5, 1, 0.5], "recognise") == pytest.approx(
        [between.low, between.middle, between.high, between.middle]
    )


def test_a_user_states_another_reach() -> None:
    assert ranges_at(CAMERAS, 0.5, Reach(10, 20, 40)) == pytest.approx([20] * 4)


@pytest.mark.parametrize("wrong", [Reach(0, 1, 2), Reach(3, 2, 4), Reach(1, 2, 9_999)])
def test_a_reach_out_of_order_is_refused(wrong: Reach) -> None:
    with pytest.raises(AuditError, match="from low to high"):
        ranges_at(CAMERAS, 0.5, wrong)


def test_an_unknown_purpose_names_the_known_ones() -> None:
    with pytest.raises(AuditError, match="identify, recognise, observe, detect"):
        reach("frighten")


def test_quantiles_beyond_one_are_refused() -> None:
    with pytest.raises(AuditError, match="between 0 and 1"):
        ranges_at(CAMERAS, 1.5, "detect")


def test_the_rows_of_a_device_see_equally_far_and_a_seed_repeats() -> None:
    ranges = draw_ranges(CAMERAS, "observe", seed=7)
    assert ranges[0] == ranges[1] != ranges[2]
    assert (ranges == draw_ranges(CAMERAS, "observe", seed=7)).all()
    assert (ranges != draw_ranges(CAMERAS, "observe", seed=8)).any()


@given(st.integers(0, 2**32 - 1), st.sampled_from(PURPOSES))
def test_draws_stay_between_the_deciles(seed: int, purpose: str) -> None:
    between = reach(purpose)
    ranges = draw_ranges(CAMERAS, purpose, seed)
    assert (ranges >= between.low - 1e-9).all()
    assert (ranges <= between.high + 1e-9).all()


def test_whoever_sees_far_sees_narrowly() -> None:
    narrow, wide = (
        openings_for(CAMERAS, 160.0, "recognise"),
        openings_for(CAMERAS, 9.0, "recognise"),
    )
    assert narrow.openings[0] < 7 < 80 < wide.openings[0]
    assert np.tan(np.radians(wide.openings[0] / 2)) == pytest.approx(PICTURE_WIDTH / 2 / (9 * 125))


def test_stated_openings_and_discs_are_left_as_they_are() -> None:
    derived = openings_for(CAMERAS, 50.0, "observe")
    assert list(derived.openings[2:]) == [360, 45]
