"""Who goes on speaking from one claim to the next."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from evidence_texts import read_out

from custodes.evidence.lexicon import knowledge
from custodes.evidence.stage import Stage
from custodes.evidence.turns import (
    AUTHOR,
    NOBODY,
    START,
    UNKNOWN,
    Turn,
    following,
    likeliest,
    spoken_by,
    turn_rows,
    turns,
)
from custodes.evidence.weights import Matrix

TEXT = (
    "《青石日报》6月8日报导，全县已有摄像头三千个。数据每天上传到县局。\n\n"
    "评论员周衡认为，这些摄像头用于维稳。居民都要登记人脸。"
)


@cache
def stage() -> Stage:
    document, text, analysis = read_out(TEXT)
    return Stage(document, text, analysis, knowledge().find(text.content))


def places(*quotes: str) -> list[tuple[int, int]]:
    starts = [stage().text.content.index(quote) for quote in quotes]
    return [(start, start + len(quote)) for start, quote in zip(starts, quotes, strict=True)]


def sure_of(*sources: int) -> list[Matrix]:
    """Scores of the first look that are sure of these sources; 9 stands for no opinion."""
    found = []
    for place, source in zip(QUOTES, sources, strict=True):
        candidates = stage().candidates(*place)
        found.append(np.array([6.0 * (c == source) for c in candidates], dtype=np.float32))
    return found


QUOTES = places("全县已有摄像头三千个", "数据每天上传到县局", "居民都要登记人脸")
CANDIDATES = [stage().candidates(*place) for place in QUOTES]


def number_of(name: str) -> int:
    return next(n for n, source in enumerate(stage().sources) if name in source.name)


def spoken(told: Sequence[Turn]) -> list[int]:
    """The sources where nothing but the judge has an opinion."""
    nothing = [np.zeros(len(turn.candidates), np.float32) for turn in told]
    return spoken_by(stage(), told, the_same_as_before, nothing)


def the_same_as_before(rows: Matrix) -> Matrix:
    """A judge that follows the first look where it has an opinion, and else whoever spoke."""
    return np.asarray(rows[:, 1] + 3.0 * rows[:, 5], np.float32)


def test_a_source_goes_on_speaking_where_nothing_else_is_said() -> None:
    paper = number_of("青石日报")
    told = turns(stage(), QUOTES, CANDIDATES, sure_of(paper, 9, 9))
    assert spoken(told) == [paper, paper, paper]


def test_another_source_takes_over() -> None:
    paper, person = number_of("青石日报"), number_of("周衡")
    told = turns(stage(), QUOTES, CANDIDATES, sure_of(paper, 9, person))
    assert spoken(told) == [paper, paper, person]


def test_what_else_speaks_for_a_source_outweighs_the_one_that_spoke() -> None:
    paper, person = number_of("青石日报"), number_of("周衡")
    told = turns(stage(), QUOTES, CANDIDATES, sure_of(paper, 9, person))
    leaning = [
        np.where(np.equal(candidates, person), against, 0.0).astype(np.float32)
        for candidates, against in zip(CANDIDATES, (-9.0, 0.0, -9.0), strict=True)
    ]
    assert spoken_by(stage(), told, the_same_as_before, leaning) == [paper, paper, paper]


def test_the_last_named_source_is_kept_in_mind_while_the_author_speaks() -> None:
    assert following(START, 3) == (3, 3)
    assert following((3, 3), AUTHOR) == (AUTHOR, 3)
    assert following((AUTHOR, 3), 1) == (1, 1)
    assert START == (NOBODY, UNKNOWN)


def test_rows_tell_who_spoke_before_and_who_speaks_between() -> None:
    paper, person = number_of("青石日报"), number_of("周衡")
    told = turns(stage(), QUOTES, CANDIDATES, sure_of(9, 9, 9))
    rows, which = turn_rows(stage(), told[1], [START, (paper, paper)])
    first, again = rows[which]
    changed = {int(row) for row in np.flatnonzero((first != again).any(axis=1))}
    at = CANDIDATES[1].index(paper)
    assert again[at, 5] == 1.0
    assert first[at, 5] == 0.0
    assert at in changed
    assert person in told[2].between
    assert paper not in told[2].between


def test_a_kind_with_two_likely_sources_is_likelier_than_one_source() -> None:
    chances = np.array([0.4, 0.35, 0.25], dtype=np.float32)
    assert likeliest((AUTHOR, 4, 7), (0, 2, 2), chances) == 4
    assert likeliest((AUTHOR, 4, 7), (0, 2, 1), chances) == AUTHOR


def test_no_claims_have_no_speakers() -> None:
    assert spoken([]) == []
