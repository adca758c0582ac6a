import random
from itertools import pairwise
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from near_duplicate_texts import HANZI, MENU, misread, page, sentences

from custodes.evidence.near_duplicates import Group, near_duplicates, resemblance
from custodes.evidence.shingles import shingles, tokens
from custodes.reading import read

LANGUAGES = ("zh", "en")
TRIALS = range(12)

some_text = st.text(
    st.sampled_from("监控摄像头覆盖全县of the cameras 1234567890。，.!\n é"), max_size=200
)


def groups(**texts: str) -> tuple[Group, ...]:
    return near_duplicates(list(texts), texts.__getitem__)


def found_as(kind: str | None, one: str, other: str) -> bool:
    return resemblance(one, other).kind == kind


@given(some_text)
def test_a_text_is_its_own_reprint(text: str) -> None:
    if len(tokens(text)):
        assert resemblance(text, text).similarity == 1
        assert found_as("reprint", text, text)
    else:
        assert found_as(None, text, text)


@given(some_text, some_text)
def test_resemblance_is_the_same_either_way_round(one: str, other: str) -> None:
    assert resemblance(one, other) == resemblance(other, one)


@given(st.integers(0, 99), st.sampled_from(LANGUAGES), st.floats(0, 0.3))
@settings(max_examples=30)
def test_resemblance_of_like_texts_is_the_same_either_way_round(
    seed: int, language: str, share: float
) -> None:
    one = page(sentences(seed, language))
    other = misread(one, share, seed)
    assert resemblance(one, other) == resemblance(other, one)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5).map("".join))
def test_every_token_stands_where_it_says(text: str) -> None:
    found = tokens(text)
    ends = [0, *found.ends.tolist()]
    for start, end, before in zip(found.starts.tolist(), ends[1:], ends, strict=False):
        assert before <= start < end <= len(text)
        again = tokens(text[start:end])
        assert again.hashes.tolist() == found.hashes[[ends.index(end) - 1]].tolist()


def test_punctuation_layout_width_case_and_script_do_not_tell_texts_apart() -> None:
    one = "雪亮工程覆盖全县，安装ＡＩ摄像机３００台。The Police said: “it’s done”."
    other = "雪亮工程\n覆蓋全縣 安裝AI攝像機300台 the police said it's DONE"
    assert shingles(tokens(one)).tolist() == shingles(tokens(other)).tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_reprints_in_other_furniture_are_found(language: str) -> None:
    for seed in TRIALS:
        body = sentences(seed, language)
        other = page(body, "转自他处 2020-03-04 10:20", "Read more stories like this one 阅读 1234")
        assert found_as("reprint", page(body), other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reprints_with_a_paragraph_dropped_are_found(language: str) -> None:
    for seed in TRIALS:
        body = sentences(seed, language)
        start = seed * 2
        assert found_as("reprint", page(body), page(body[:start] + body[start + 4 :]))


def test_reprints_in_traditional_script_are_found() -> None:
    convert = opencc.OpenCC("s2t").convert
    for seed in TRIALS:
        text = page(sentences(seed, "zh"))
        assert found_as("reprint", text, convert(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_scans_of_a_document_with_one_letter_in_a_hundred_misread_are_found(language: str) -> None:
    for seed in TRIALS:
        text = page(sentences(seed, language))
        assert found_as("reprint", text, misread(text, 0.01, seed))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_half_rewritten_is_a_version(language: str) -> None:
    for seed in TRIALS:
        body = sentences(seed, language)
        other = [*body[:20], *sentences(seed + 1000, language, 10)]
        assert found_as("version", page(body), page(other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_that_share_furniture_and_quotes_are_no_near_duplicates(language: str) -> None:
    law = sentences(5000, language, 6)
    for seed in TRIALS:
        one = page([*sentences(seed, language, 15), *law])
        other = page([*law, *sentences(seed + 1000, language, 15)])
        assert found_as(None, one, other)


def test_a_long_report_that_quotes_a_notice_in_full_is_no_reprint_of_it() -> None:
    notice = sentences(1, "zh", 6)
    report = [*sentences(2, "zh", 20), *notice, *sentences(3, "zh", 20)]
    assert found_as(None, page(notice, ""), page(report, ""))


def test_a_short_text_with_another_figure_is_a_version() -> None:
    before, after = (
        "".join(c for s in sentences(n, "zh", 4) for c in s if c in HANZI) for n in (1, 2)
    )
    text = f"{before}全县共安装人脸识别摄像机400台用于维护稳定工作需要{after}"
    other = text.replace("400", "600")
    assert resemblance(text, other).similarity > 0.9
    assert found_as("version", text, other)


def test_one_misread_figure_among_many_makes_no_version() -> None:
    text = page(sentences(1, "zh"))
    figure = sentences(1, "zh")[10][-4:-1]
    assert found_as("reprint", text, text.replace(figure, "777", 1))


def test_notices_filled_in_from_one_form_are_no_reprints() -> None:
    form = "".join(sentences(4, "zh", 12))
    towns = [
        "".join(f"{part}青{town}市公安局" for part in form.split("。"))
        for town in ("石", "山", "河")
    ]
    weeks = [
        "".join(f"本周比中{count * 7 + at}人" + part for at, part in enumerate(form.split("。")))
        for count in (30, 41)
    ]
    for one, other in [*pairwise(towns), weeks]:
        assert found_as("version", one, other)


def test_reprints_are_grouped_with_the_first_and_versions_with_each_other() -> None:
    body, other = sentences(1, "zh"), sentences(2, "en")
    rewritten = [*body[:20], *sentences(3, "zh", 10)]
    found = groups(
        a=page(body),
        b=page(other),
        c=page(body, "另一家网站"),
        d=page(rewritten),
        e=page(body, "第三家网站"),
        f=page(other),
        g=page(sentences(9, "zh")),
        empty=" … ",
    )
    assert [(group.kind, group.documents) for group in found] == [
        ("reprint", ("a", "c", "e")),
        ("reprint", ("b", "f")),
        ("version", ("a", "d")),
    ]
    assert found[1].similarity == 1
    assert 0.4 <= found[2].similarity < found[0].similarity < 1


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_the_order_of_documents_does_not_matter(dice: random.Random) -> None:
    texts: dict[str, str] = {}
    for seed in range(4):
        body = sentences(seed, LANGUAGES[seed % 2])
        texts |= {f"{seed}{copy}": page(body, f"{MENU} {copy}") for copy in range(3)}
        texts[f"{seed}-apart"] = page(sentences(seed + 50, "zh"))
    names = list(texts)
    dice.shuffle(names)
    found = near_duplicates(names, texts.__getitem__)
    assert {frozenset(group.documents) for group in found} == {
        frozenset(f"{seed}{copy}" for copy in range(3)) for seed in range(4)
    }
    assert all(list(g.documents) == sorted(g.documents, key=names.index) for g in found)


def test_thousands_of_reprints_and_forms_are_no_burden() -> None:
    form = "".join(sentences(4, "zh", 8))
    filled = [f"第{number * 37}号青石市通知。{form}比中{number * 13}人。" for number in range(600)]
    texts = {str(number): text for number, text in enumerate([*filled, *filled[:1] * 600])}
    read = 0

    def body(name: str) -> str:
        nonlocal read
        read += 1
        return texts[name]

    near_duplicates(list(texts), body)
    assert read < 6 * len(texts)


def test_among_real_documents_two_outlets_that_ran_one_article_are_found(shared: Path) -> None:
    bodies = {}
    for folder in ("unlabelled", "dev/documents"):
        for path in sorted((shared / "bench" / folder).iterdir()):
            text = read(path.read_bytes(), path.name).text
            bodies[path.name] = "\n".join(text.content[b.start : b.end] for b in text.body())
    found = near_duplicates(list(bodies), bodies.__getitem__)
    assert [(group.kind, group.documents) for group in found] == [
        (
            "reprint",
            ("zydd999-hist__prog204__a102940356.md", "zydd999-hist__nf4514__n12382336.md"),
        )
    ]
