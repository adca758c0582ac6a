"""The encoder of passages: how text is cut for it, what it sees, and what its scores say."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from evidence_texts import read_out
from hypothesis import given
from hypothesis import strategies as st

from custodes.evidence import extract, shipped_models
from custodes.evidence.encoder import windows as cutting
from custodes.evidence.encoder.chances import claim_chances, quote_chances
from custodes.evidence.encoder.encoder import OUTPUTS, Encoder, shipped_encoder
from custodes.evidence.encoder.pieces import Pieces
from custodes.evidence.encoder.speaking import heard, standing
from custodes.evidence.encoder.windows import Passages, Window
from custodes.evidence.explaining import explain
from custodes.evidence.extraction import prepare
from custodes.evidence.lexicon import CLAIM_TYPES, STATUSES, KnowledgeError
from custodes.evidence.models import EXTRACTOR_VERSION
from custodes.evidence.stage import Stage
from custodes.evidence.units import Unit
from custodes.model import Block, Claim, Span, Text

SMALL = Pieces(
    ["▁", "▁plan", "p", "plan", "s", "镜头", "镜", "头"], [-3, -2, -9, -6, -5, -4, -5, -5]
)


def spelled(pieces: Pieces, text: str) -> list[tuple[int, str]]:
    cut = pieces.cut(text, 0, len(text))
    return [
        (number, text[start:end])
        for number, start, end in zip(cut.numbers, cut.starts, cut.ends, strict=True)
    ]


def test_the_likeliest_pieces_are_taken() -> None:
    assert spelled(SMALL, "plans") == [(4, "plan"), (7, "s")]
    assert spelled(SMALL, "镜头") == [(3, "镜"), (8, "镜头")]


def test_what_is_in_no_piece_is_unknown_and_keeps_its_place() -> None:
    assert spelled(SMALL, "plan☂s") == [(4, "plan"), (Pieces.unknown, "☂"), (7, "s")]


def test_compatibility_forms_are_undone_in_their_place() -> None:
    assert spelled(SMALL, "ｐｌａｎ　　ｐｌａｎ")[-1] == (4, "　　ｐｌａｎ")


@cache
def pieces() -> Pieces:
    return shipped_encoder().pieces


@given(st.text(alphabet="警方在火车站安装了三十台。The plan, ｆｕｌｌ　wide ☂é\n…㎡"))
def test_pieces_are_in_order_and_leave_no_letter_out(text: str) -> None:
    cut = pieces().cut(text, 0, len(text))
    assert all(start < end for start, end in zip(cut.starts, cut.ends, strict=True) if text)
    assert cut.starts == sorted(cut.starts)
    covered = {at for a, b in zip(cut.starts, cut.ends, strict=True) for at in range(a, b)}
    assert {at for at, letter in enumerate(text) if not letter.isspace()} <= covered


def in_blocks(parts: list[str], kinds: list[str]) -> tuple[Text, list[Unit]]:
    content, blocks, units = "", [], []
    for number, (part, kind) in enumerate(zip(parts, kinds, strict=True)):
        start = len(content)
        content += part
        blocks.append(Block(kind, start, len(content)))  # type: ignore[arg-type]
        units.append(Unit(start, len(content), start, number, number))
        content += "\n\n"
    return Text(content, tuple(blocks)), units


@given(st.lists(st.integers(1, 900), min_size=1, max_size=12))
def test_every_unit_is_read_once_and_in_a_passage_that_fits(lengths: list[int]) -> None:
    text, units = in_blocks(["监控" * length for length in lengths], ["paragraph"] * len(lengths))
    found = Passages(text, units, pieces()).windows
    assert [number for w in found for number in range(w.first, w.end)] == list(range(len(units)))
    for window in found:
        assert len(window.pieces) <= cutting.LONGEST
        assert len(window.spans) == window.end - window.first
        assert all(0 < first < end <= len(window.pieces) for first, end in window.spans)


def words(window: Window, text: Text) -> str:
    """What stands in a passage, as far as it is in the vocabulary."""
    known = {
        number: text.content[start:end]
        for block in text.blocks
        for cut in [pieces().cut(text.content, block.start, block.end)]
        for number, start, end in zip(cut.numbers, cut.starts, cut.ends, strict=True)
    }
    known |= dict.fromkeys(pieces().cut("", 0, 0).numbers, "")
    return "".join(known.get(piece, "|") for piece in window.pieces)


def test_a_passage_has_the_heading_its_units_and_what_stands_beside_them() -> None:
    text, units = in_blocks(
        ["摄像头采购公告", "县公安局购买了摄像头。", "数据上传到市局。"],
        ["heading", "paragraph", "paragraph"],
    )
    (window,) = Passages(text, units[1:2], pieces()).windows
    assert words(window, text).startswith("|摄像头采购公告|摄像头采购公告|县公安局购买了摄像头")
    assert "数据上传到市局" in words(window, text)


def test_hidden_text_is_no_part_of_a_passage() -> None:
    text, units = in_blocks(["县公安局购买了摄像头。", "删去的句子"], ["paragraph", "paragraph"])
    hidden = Text(
        text.content, (text.blocks[0], Block("paragraph", 13, 18, hidden="tracked_deletion"))
    )
    (window,) = Passages(hidden, units[:1], pieces()).windows
    assert "删去" not in words(window, text)
    (window,) = Passages(text, units[:1], pieces()).windows
    assert "删去" in words(window, text)


def test_words_are_read_beside_the_unit_that_they_have_to_do_with() -> None:
    text, units = in_blocks(
        ["监控" * 288, "居民在抱怨。" * 5 + "县公安局说：", "摄像头" * 288], ["paragraph"] * 3
    )
    passages = Passages(text, units, pieces())
    assert [window.first for window in passages.windows] == [0, 1, 2]
    speaks = text.content.index("县公安局")
    speaker = speaks, speaks + len("县公安局")
    for beside in (1, 2):
        number, first, end = passages.home(*speaker, passages.of_unit(beside)) or (-1, 0, 0)
        assert number == beside
        window = passages.windows[number]
        one = Window(0, 0, window.pieces[first:end], [], 0, 0, 0)
        assert words(one, text) == "县公安局"
    # the passage of the first unit ends before
    far = passages.home(*speaker, passages.of_unit(0))
    assert far is not None
    assert far[0] == 1


def test_words_after_the_end_of_a_passage_are_nowhere() -> None:
    text, units = in_blocks(["监控，" * 900], ["paragraph"])
    passages = Passages(text, units, pieces())
    assert passages.home(0, 2, 0) is not None
    assert passages.home(len(text.content) - 2, len(text.content), 0) is None


def scored(**chances: list[float]) -> np.ndarray:
    """Scores of units with these chances of some outputs, the others at one in two."""
    scores = np.zeros((len(next(iter(chances.values()))), len(OUTPUTS)), np.float32)
    for name, values in chances.items():
        odds = np.array(values) / (1 - np.array(values))
        scores[:, OUTPUTS.index(name)] = np.log(odds)
    return scores


def test_a_run_is_a_quote_where_it_begins_goes_on_and_ends_as_one() -> None:
    scores = scored(inside=[0.9, 0.8, 0.1], begin=[0.7, 0.2, 0.1], end=[0.3, 0.6, 0.1])
    runs = np.array([[0, 0], [0, 1], [1, 1]])
    expected = [
        (0.7 * 0.9 * 0.3) ** (1 / 3),
        (0.7 * (0.9 * 0.8) ** 0.5 * 0.6 * (1 - 0.2) * (1 - 0.3)) ** (1 / 3),
        (0.2 * 0.8 * 0.6) ** (1 / 3),
    ]
    assert quote_chances(scores, runs) == pytest.approx(expected, rel=1e-4)


def test_a_run_is_what_its_units_are_on_the_mean() -> None:
    scores = np.zeros((2, len(OUTPUTS)), np.float32)
    first, second = OUTPUTS.index(CLAIM_TYPES[0]), OUTPUTS.index(CLAIM_TYPES[1])
    scores[0, first], scores[1, second] = 50, 50
    chances = claim_chances(scores, np.array([[0, 0], [0, 1]]))
    assert chances.types[:, :2] == pytest.approx(np.array([[1, 0], [0.5, 0.5]]), abs=1e-6)
    assert chances.stances == pytest.approx(np.full((2, 3), 1 / 3), rel=1e-5)
    for one in (chances.types, chances.statuses, chances.sources, chances.stances):
        assert one.sum(axis=1) == pytest.approx([1, 1], rel=1e-5)


def test_a_claim_notes_what_the_encoder_thought() -> None:
    scores = np.zeros((1, len(OUTPUTS)), np.float32)
    for name in ("rule", "planned", "organisation", "infers"):
        scores[0, OUTPUTS.index(name)] = 50
    note = claim_chances(scores, np.array([[0, 0]])).note(0)
    assert note == "encoder passage: rule 1.00, planned 1.00, organisation 1.00, infers 1.00"
    (reason,) = explain(Claim("0" * 64, "rule", Span(0, 2, "东桥"), trace=(note,)))
    assert (reason.part, reason.words) == ("encoder", note.partition(": ")[2])


PLAN = (
    "据《青石日报》报道，县公安局计划在全县安装三百个摄像头，供应商为海康威视。\n\n"
    "昨天天气很好，河边的花都开了。"
)


def unit_with(words: str, text: Text, units: Sequence[Unit]) -> int:
    """The number of the first unit that holds these words."""
    return next(n for n, unit in enumerate(units) if words in text.content[unit.start : unit.end])


def test_the_encoder_tells_a_plan_from_the_weather() -> None:
    document, text, analysis = read_out(PLAN)
    prepared = prepare(document, text, analysis)
    scores = shipped_encoder().read(text, prepared.units).scores
    assert scores.shape == (len(prepared.units), len(OUTPUTS))
    inside = scores[:, OUTPUTS.index("inside")]
    planned = unit_with("计划", text, prepared.units)
    assert inside[planned] > 0 > inside[-1]
    chances = claim_chances(scores, np.array([[planned, planned]]))
    assert STATUSES[chances.statuses.argmax()] == "planned"


SAID = (
    "青石县公安局局长周明远说，全县已经安装三百个摄像头。\n\n"
    "《青石晚报》6月8日报导，这些摄像头把数据上传到市局的平台。"
)


def test_who_speaks_is_heard_beside_the_claim() -> None:
    document, text, analysis = read_out(SAID)
    prepared = prepare(document, text, analysis)
    stage = Stage(document, text, analysis, prepared.hits)
    units = [unit_with(words, text, prepared.units) for words in ("安装三百个摄像头", "上传到市局")]
    runs = np.array([[unit, unit] for unit in units])
    claims = stage.claimed([(prepared.units[n].start, prepared.units[n].end) for n in units])
    reading = shipped_encoder().read(text, prepared.units)
    chances = heard(reading, stage, claims, runs)
    for claim, own in zip(claims, chances, strict=True):
        assert len(own) == len(claim.candidates)
        assert np.exp(own).sum() == pytest.approx(1, rel=1e-5)
    likeliest = [
        stage.attribution(claim.candidates[own.argmax()], claim.end).name
        for claim, own in zip(claims, chances, strict=True)
    ]
    assert likeliest == ["周明远", "青石晚报"]


def test_a_source_stands_nearest_and_speaks_where_it_is_said_to() -> None:
    document, text, analysis = read_out(SAID)
    prepared = prepare(document, text, analysis)
    stage = Stage(document, text, analysis, prepared.hits)
    start = text.content.index("全县")
    director = next(n for n, source in enumerate(stage.sources) if source.name == "周明远")
    at = text.content.index("周明远")
    assert standing(stage, director, start, start + 4) == ((at, at + 3), (at, at + 3))
    assert standing(stage, -1, start, start + 4) == (None, None)


def test_a_text_without_units_has_no_scores() -> None:
    _, text, _ = read_out(PLAN)
    assert shipped_encoder().read(text, ()).scores.shape == (0, len(OUTPUTS))


def test_a_folder_without_an_encoder_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"encoder\.onnx is missing"):
        Encoder(tmp_path)


def test_claims_say_whether_the_encoder_had_a_part_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_out(PLAN)
    assert {claim.extractor_version for claim in extract(*read)} == {EXTRACTOR_VERSION}
    quick = extract(*read, shipped_models(quick=True))
    assert {claim.extractor_version for claim in quick} == {f"{EXTRACTOR_VERSION}-quick"}
    monkeypatch.setattr("custodes.evidence.extraction.LONGEST_READ", len(read[1].content) - 1)
    assert extract(*read) == quick
