from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from custodes.evidence.choose import best_runs


def test_of_two_runs_that_overlap_the_better_is_taken() -> None:
    assert best_runs([(0, 1), (1, 2)], [0.2, 0.3], 3) == [1]


def test_two_small_runs_beat_one_that_covers_both() -> None:
    assert best_runs([(0, 0), (1, 1), (0, 1)], [0.2, 0.2, 0.3], 2) == [0, 1]


def test_a_run_that_costs_more_than_it_is_worth_is_left_out() -> None:
    assert best_runs([(0, 0)], [-0.1], 1) == []


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(-10, 10)), max_size=7))
def test_no_other_set_without_overlap_gains_more(rows: list[tuple[int, int, int]]) -> None:
    runs = [(first, first + more) for first, more, _ in rows]
    gains = [float(gain) for _, _, gain in rows]
    chosen = best_runs(runs, gains, 7)
    reached = sum(gains[number] for number in chosen)
    for size in range(len(runs) + 1):
        for others in combinations(range(len(runs)), size):
            if _apart([runs[number] for number in others]):
                assert sum(gains[number] for number in others) <= reached
    assert _apart([runs[number] for number in chosen])


def _apart(runs: list[tuple[int, int]]) -> bool:
    ordered = sorted(runs)
    return all(one[1] < other[0] for one, other in pairwise(ordered))
