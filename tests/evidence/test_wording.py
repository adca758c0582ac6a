"""Which units make the bags of words that judge a claim's type."""

import numpy as np
from evidence_texts import PLAN, read_out

from custodes.evidence.extraction import prepare
from custodes.evidence.weights import shipped
from custodes.evidence.wording import OUTPUTS, bags, wording_scores


def test_the_rest_of_the_sentence_and_its_neighbours_stand_around_a_run() -> None:
    prepared = prepare(*read_out(PLAN))
    sentence, before, after = bags(prepared.units, prepared.runs)
    for (first, last), own, left, right in zip(prepared.runs, sentence, before, after, strict=True):
        number = prepared.units[first].sentence
        inside = prepared.units[own[0] : own[1]]
        assert own[0] <= first <= last < own[1]
        assert {unit.sentence for unit in inside} == {number}
        assert left[1] == own[0]
        assert right[0] == own[1]
        for low, high in (left, right):
            assert len({unit.sentence for unit in prepared.units[low:high]}) <= 1


def test_a_run_is_scored_alike_alone_and_among_others() -> None:
    prepared = prepare(*read_out(PLAN))
    whole = wording_scores(shipped(), prepared.features, prepared.units, prepared.runs)
    assert whole.shape == (len(prepared.runs), len(OUTPUTS))
    alone = wording_scores(shipped(), prepared.features, prepared.units, prepared.runs[3:4])
    assert np.allclose(whole[3], alone[0], atol=1e-5)
