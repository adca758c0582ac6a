"""What is computed with the fitted weights."""

import numpy as np
import pytest

from custodes.evidence.weights import TOGETHER, Weights, shipped, trees


def walked(weights: Weights, name: str, row: list[float]) -> list[float]:
    """The scores of one row, gone down tree by tree."""
    scores = [float(base) for base in weights[f"{name}.base"]]
    for number, root in enumerate(weights[f"{name}.roots"]):
        node = int(root)
        while weights[f"{name}.right"][node] != node:
            low = row[weights[f"{name}.feature"][node]] <= weights[f"{name}.threshold"][node]
            node = node + 1 if low else int(weights[f"{name}.right"][node])
        scores[number % len(scores)] += float(weights[f"{name}.value"][node])
    return scores


@pytest.mark.parametrize("name", ["place", "kind", "speaker", "turn", "infers", "casting"])
def test_all_comparisons_at_once_reach_the_leaves_that_a_walk_down_each_tree_reaches(
    name: str,
) -> None:
    weights = shipped()
    numbers = np.random.default_rng(7)
    columns = int(weights[f"{name}.feature"].max()) + 1
    rows = numbers.choice(weights[f"{name}.threshold"], (TOGETHER + 3, columns))
    expected = [walked(weights, name, list(row)) for row in rows]
    assert trees(weights, name, rows) == pytest.approx(np.array(expected), abs=1e-4)
