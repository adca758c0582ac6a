"""Who is unique: against a brute-force count with sets, and by what must hold of any data."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.audits import AuditError
from custodes.audits.linkage import index_kernels
from custodes.audits.linkage.coarsening import Records, points_at
from custodes.audits.linkage.traces import Traces, Unicity, index_traces, unicity, unique_at

PEOPLE = 12
rows = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 15)), min_size=1, max_size=120)


def traces_of(pairs: Sequence[tuple[int, int]]) -> Traces:
    person, point = np.array(pairs).T
    return index_traces(person, point, PEOPLE)


def drawn(traces: Traces, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    chosen = np.flatnonzero(traces.lengths)
    return chosen, index_kernels.draw_points(traces.starts, traces.points, chosen, count, seed)


def needed_by_sets(pairs: Sequence[tuple[int, int]], person: int, known: Sequence[int]) -> int:
    """The oracle: how many of the known points leave nobody else; one more than all if none do."""
    held: dict[int, set[int]] = {}
    for one, point in pairs:
        held.setdefault(one, set()).add(point)
    for count in range(1, len(known) + 1):
        asked = {point for point in known[:count] if point >= 0}
        if [one for one, points in held.items() if asked <= points] == [person]:
            return count
    return len(known) + 1


@given(rows, st.integers(1, 6), st.integers(0, 2**62))
def test_the_points_needed_are_what_sets_say(
    pairs: list[tuple[int, int]], count: int, seed: int
) -> None:
    traces = traces_of(pairs)
    chosen, points = drawn(traces, count, seed)
    found = index_kernels.points_needed(chosen, points, traces.begins, traces.people, 1)
    expected = [
        needed_by_sets(pairs, int(person), known)
        for person, known in zip(chosen, points.tolist(), strict=True)
    ]
    assert found.tolist() == expected
    exactly = index_kernels.points_needed(chosen, points, traces.begins, traces.people, count)
    assert (exactly <= count).tolist() == [needed <= count for needed in expected]


@given(rows)
def test_the_index_holds_each_row_once_and_no_other(pairs: list[tuple[int, int]]) -> None:
    traces = traces_of(pairs)
    by_person = {
        (person, int(point))
        for person in range(PEOPLE)
        for point in traces.points[traces.starts[person] : traces.starts[person + 1]]
    }
    assert by_person == set(pairs)
    assert len(traces.points) == len(set(pairs)) == len(traces.people)
    for point in range(len(traces.begins) - 1):
        there = traces.people[traces.begins[point] : traces.begins[point + 1]].tolist()
        assert there == sorted(person for person, other in by_person if other == point)


@given(rows, st.integers(1, 6), st.integers(0, 2**62))
def test_drawn_points_are_distinct_ones_of_the_persons_own(
    pairs: list[tuple[int, int]], count: int, seed: int
) -> None:
    chosen, points = drawn(traces_of(pairs), count, seed)
    for person, known in zip(chosen, points.tolist(), strict=True):
        own = {point for one, point in pairs if one == person}
        real = [point for point in known if point >= 0]
        assert len(real) == len(set(real)) == min(count, len(own))
        assert set(real) <= own


@given(rows, st.integers(0, 2**62), st.permutations(range(PEOPLE)), st.randoms())
def test_other_pseudonyms_and_another_order_of_rows_change_nothing(
    pairs: list[tuple[int, int]], seed: int, names: list[int], random: object
) -> None:
    renamed = [(names[person], point) for person, point in pairs]
    random.shuffle(renamed)  # type: ignore[attr-defined]
    one, other = unicity(traces_of(pairs), 4, seed, 2), unicity(traces_of(renamed), 4, seed, 2)
    assert one.measured == other.measured
    assert one.unique.tolist() == other.unique.tolist()


@given(rows, st.integers(0, 2**62))
def test_more_points_single_out_no_fewer(pairs: list[tuple[int, int]], seed: int) -> None:
    for counts in unicity(traces_of(pairs), 6, seed, 3).unique.tolist():
        assert counts == sorted(counts)


@given(
    st.lists(
        st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 47), st.integers(0, 15)),
        min_size=1,
        max_size=120,
    ),
    st.integers(0, 2**62),
    st.sampled_from([(1, 2), (2, 1), (4, 2), (8, 4), (24, 2), (24, 4)]),
)
def test_a_coarser_resolution_singles_out_nobody_new_by_the_same_points(
    held: list[tuple[int, int, int]], seed: int, resolution: tuple[int, int]
) -> None:
    person, hour, place = np.array(held).T
    cells = np.column_stack([np.arange(16) // 4, np.arange(16) % 4])
    records = Records(person, hour, place, PEOPLE, 16, cells)
    fine, coarse = points_at(records), points_at(records, *resolution)
    coarser = dict(zip(fine.tolist(), coarse.tolist(), strict=True))
    traces = index_traces(person, fine, PEOPLE)
    chosen, points = drawn(traces, 4, seed)
    mapped = np.array([[coarser.get(point, -1) for point in row] for row in points.tolist()])
    coarse_traces = index_traces(person, coarse, PEOPLE)
    before = index_kernels.points_needed(chosen, points, traces.begins, traces.people, 1)
    after = index_kernels.points_needed(
        chosen, mapped.astype(np.int32), coarse_traces.begins, coarse_traces.people, 1
    )
    assert (after >= before).all()


def test_whoever_shares_all_points_is_never_unique() -> None:
    traces = traces_of([(person, point) for person in (0, 1) for point in range(8)] + [(2, 3)])
    assert unicity(traces, 8, 1).unique.tolist() == [[0] * 8]


def test_a_person_with_few_points_is_known_by_all_of_them() -> None:
    traces = traces_of([(0, 1), (0, 2), (1, 1), (2, 2)])
    assert unicity(traces, 4, 1).unique[0].tolist() == [0, 1, 1, 1]
    assert unique_at(traces, 4, 1).unique.tolist() == [[1]]


def test_sparse_numbers_of_points_give_what_dense_ones_do() -> None:
    person = np.repeat(np.arange(50), 8)
    point = np.random.default_rng(1).integers(0, 30, person.size)
    dense, sparse = index_traces(person, point), index_traces(person, point * 10**12)
    assert [u.tolist() for u in (dense.starts, dense.people)] == [
        u.tolist() for u in (sparse.starts, sparse.people)
    ]


def test_a_sample_is_looked_for_among_everyone_and_its_band_holds_the_whole() -> None:
    random = np.random.default_rng(3)
    person = np.repeat(np.arange(4000), 20)
    traces = index_traces(person, random.integers(0, 6000, person.size))
    whole, sample = unicity(traces, 2, 5), unicity(traces, 2, 5, sample=400)
    assert (whole.crowd, whole.measured) == (4000, 4000)
    assert (sample.crowd, sample.measured) == (4000, 400)
    low, high = sample.band(2)
    assert low < whole.share(2) < high
    assert 0.02 < high - low < 0.15
    narrow = whole.band(2)
    assert narrow[1] - narrow[0] < (high - low) / 2


def test_a_band_holds_every_draw() -> None:
    band = Unicity(1000, 1000, np.array([[100], [400]])).band(1)
    assert band[0] <= 0.1
    assert band[1] >= 0.4


@pytest.mark.parametrize(
    ("person", "point", "words"),
    [([0, 1], [2], "two lists"), ([], [], "two lists"), ([0], [-1], "below 0")],
)
def test_rows_that_cannot_be_are_refused(person: list[int], point: list[int], words: str) -> None:
    with pytest.raises(AuditError, match=words):
        index_traces(np.array(person, int), np.array(point, int))


@pytest.mark.parametrize(("points", "draws"), [(0, 1), (17, 1), (4, 0)])
def test_impossible_questions_are_refused(points: int, draws: int) -> None:
    with pytest.raises(AuditError):
        unicity(traces_of([(0, 1)]), points, 1, draws)


def test_places_without_positions_cannot_be_joined() -> None:
    records = Records(np.array([0]), np.array([5]), np.array([0]), 1, 1)
    assert points_at(records, 24).tolist() == [0]
    with pytest.raises(AuditError, match="coordinates"):
        points_at(records, 1, 2)
