"""Directions as mappers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.audits.exposure.directions import Look, parse_directions
from custodes.audits.exposure.raw_cameras import RawCamera, fields_of, what_was_missing


@pytest.mark.parametrize(
    ("words", "looks"),
    [
        ("90", [(90, None)]),
        ("045", [(45, None)]),
        ("22.5", [(22.5, None)]),
        ("12,5", [(12.5, None)]),
        ("-195", [(165, None)]),
        ("360", [(0, None)]),
        ("90°", [(90, None)]),
        ("90 °", [(90, None)]),
        ("90 degrees", [(90, None)]),
        ("~90", [(90, None)]),
        ("ca. 90", [(90, None)]),
        ("NE", [(45, None)]),
        ("nne", [(22.5, None)]),
        ("North East", [(45, None)]),
        ("south-west", [(225, None)]),
        ("Süd", [(180, None)]),
        ("东北", [(45, None)]),
        ("90;270", [(90, None), (270, None)]),
        ("90; 270 ;", [(90, None), (270, None)]),
        ("90,270", [(90, None), (270, None)]),
        ("90 270", [(90, None), (270, None)]),
        ("10/190", [(10, None), (190, None)]),
        ("N;S", [(0, None), (180, None)]),
        ("N and S", [(0, None), (180, None)]),
        ("90;90", [(90, None)]),
        ("239-284", [(261.5, 45)]),
        ("239 – 284", [(261.5, 45)]),
        ("350-10", [(0, 20)]),
        ("315-45", [(0, 90)]),
        ("-45-45", [(0, 90)]),
        ("-45--10", [(332.5, 35)]),
        ("NW-NE", [(0, 90)]),
        ("N to E", [(45, 90)]),
        ("270-180", [(45, 270)]),
        ("0-360", [(0, 360)]),
        ("90-90", [(90, None)]),
        ("135-225;315-45", [(180, 90), (0, 90)]),
    ],
)
def test_notations_in_the_wild(words: str, looks: list[tuple[float, float | None]]) -> None:
    assert parse_directions(words) == (tuple(Look(*look) for look in looks), 0)


@pytest.mark.parametrize("words", ["forward", "junk", "400", "1080", "O", "clockwise", "--", "90x"])
def test_what_is_no_direction_is_counted_and_not_guessed(words: str) -> None:
    assert parse_directions(words) == ((), 1)


def test_the_readable_part_of_a_list_is_kept_and_the_other_counted() -> None:
    assert parse_directions("90;foo") == ((Look(90),), 1)


def test_no_words_are_no_direction_and_no_mistake() -> None:
    assert parse_directions("  ") == ((), 0)


@given(st.text(max_size=30))
def test_anything_is_read_into_valid_angles(words: str) -> None:
    looks, unread = parse_directions(words)
    assert unread >= 0
    for look in looks:
        assert 0 <= look.direction < 360
        assert look.opening is None or 0 < look.opening <= 360


@given(st.integers(0, 359), st.integers(1, 359))
def test_a_range_runs_clockwise_from_its_first_to_its_second(first: int, width: int) -> None:
    (look,), _ = parse_directions(f"{first}-{(first + width) % 360}")
    assert look.opening == width
    assert look.direction == pytest.approx((first + width / 2) % 360)


def raw(**said: str) -> RawCamera:
    return RawCamera(0.0, 0.0, "a list", **said)


def test_a_fixed_camera_with_a_direction_is_a_sector_and_one_without_a_disc() -> None:
    cameras = fields_of([raw(type="fixed", direction="90"), raw(type="fixed")])
    assert list(cameras.openings) == [60, 360]
    assert not cameras.openings_stated.any()


def test_domes_and_panning_cameras_are_discs_whatever_their_direction() -> None:
    cameras = fields_of([raw(type="dome", direction="90"), raw(type="panning", direction="1;2")])
    assert list(cameras.openings) == [360, 360]
    assert cameras.devices == len(cameras) == 2


def test_several_directions_are_several_rows_of_one_device() -> None:
    cameras = fields_of([raw(direction="90;270"), raw(direction="N")])
    assert list(cameras.device) == [0, 0, 1]
    assert list(cameras.directions) == [90, 270, 0]
    assert cameras.devices == 2


def test_a_stated_opening_is_told_from_an_assumed_one() -> None:
    cameras = fields_of([raw(direction="350-10"), raw(direction="90")], opening=70)
    assert list(cameras.openings) == [20, 70]
    assert list(cameras.openings_stated) == [True, False]


def test_heights_in_metres_and_feet_are_read_and_others_unknown() -> None:
    heights = fields_of(
        [raw(height=said) for said in ("4", "4,5 m", "10 ft", "tall", "900")]
    ).heights
    assert heights[:3] == pytest.approx([4, 4.5, 3.048])
    assert str(heights[3]) == str(heights[4]) == "nan"


def test_what_is_missing_is_counted() -> None:
    said = what_was_missing(
        [raw(), raw(direction="junk"), raw(type="dome"), raw(direction="1"), raw(height="tall")]
    )
    assert [line.split()[-1] for line in said] == ["3", "1", "1"]
    assert "without a direction" in said[0]
