"""The laws of masking: no name in any dress remains, twice is once, places keep their words."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.release.folding import fold_name, name_key
from custodes.release.masking import Masker, NameFinder, cover
from custodes.release.released import MASK

CHINESE = ["陈军锋", "刘某松", "欧阳清漪", "李桂芳", "艾力·买买提", "張偉國"]
ENGLISH = ["John Smith", "Anna de la Cruz", "Mary-Ann O'Brien", "Zoë Ångström", "Li Wei"]
NUMBERS = [
    "32010219800101123X",
    "13800138000",
    "京A12345",
    "zhang.san@example.cn",
    "192.168.1.10",
    "网民“夜莺”",
]
FILLER = st.text(
    st.sampled_from("的一是在公安局表示，。比中人员 police said the officer,.\n0129〔〕█%"),
    max_size=12,
)
TRADITIONAL = str.maketrans("陈军锋刘欧阳艾力买张伟国", "陳軍鋒劉歐陽艾力買張偉國")


def masker(*names: str, shown: tuple[str, ...] = ()) -> Masker:
    return Masker(NameFinder(dict.fromkeys(names, "name"), shown))


@st.composite
def dressed(draw: st.DrawFn, names: list[str]) -> str:
    """A name as somebody might have written it."""
    name = draw(st.sampled_from(names))
    change = draw(st.sampled_from(["", "wide", "NFD", "traditional", "upper", "lower", "spaced"]))
    if change == "wide":
        name = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    elif change == "NFD":
        name = unicodedata.normalize("NFD", name)
    elif change == "traditional":
        name = name.translate(TRADITIONAL)
    elif change == "upper":
        name = name.upper()
    elif change == "lower":
        name = name.lower()
    elif change == "spaced":
        gap = draw(st.sampled_from([" ", "\n", "\u3000", "\u200b", "\u00ad", " \n ", "·"]))
        name = gap.join(name)
    return name


@settings(max_examples=300)
@given(st.lists(st.one_of(FILLER, dressed(CHINESE), dressed(ENGLISH).map(" {} ".format))))
def test_no_planted_name_remains(pieces: list[str]) -> None:
    masked = masker(*CHINESE, *ENGLISH).mask("".join(pieces)).text
    key = name_key(masked)
    for name in (*CHINESE, *ENGLISH[:-1]):
        assert name_key(name) not in key
        assert name not in masked


@settings(max_examples=200)
@given(st.lists(st.one_of(FILLER, st.sampled_from(NUMBERS).map("：{}，".format))))
def test_no_planted_number_remains(pieces: list[str]) -> None:
    masked = masker().mask("".join(pieces)).text
    assert not any(number in masked for number in NUMBERS)


@settings(max_examples=300)
@given(
    st.lists(
        st.one_of(FILLER, dressed(CHINESE), dressed(ENGLISH), st.sampled_from(NUMBERS)),
        max_size=12,
    )
)
def test_masking_twice_is_masking_once(pieces: list[str]) -> None:
    work = masker(*CHINESE, *ENGLISH, shown=("Jane Smith", "王军锋"))
    once = work.mask("".join(pieces)).text
    assert work.mask(once).text == once


@given(st.text(st.sampled_from("abc "), max_size=30), st.data())
def test_places_keep_their_words_and_grow_over_masks(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(ends, ends), max_size=5))
    masked = cover(text, spans)
    first, second = data.draw(st.tuples(ends, ends))
    start, end = min(first, second), max(first, second)
    words = masked.slice(start, end)
    hidden = {i for s, e in spans for i in range(s, e)}
    assert words.replace(MASK, "") == "".join(text[i] for i in range(start, end) if i not in hidden)
    if start < end:
        assert bool(hidden & set(range(start, end))) == (MASK in words)


def test_a_place_that_ends_inside_a_mask_covers_it() -> None:
    masked = cover("传唤了陈军锋到案", [(3, 6)])
    assert masked.text == "传唤了██到案"
    assert masked.place(2, 4) == (2, 5)
    assert masked.place(4, 7) == (3, 6)
    assert masked.place(0, 3) == (0, 3)
    assert masked.place(6, 8) == (5, 7)


def test_the_mask_tells_nothing_of_the_length() -> None:
    assert masker("李明", "欧阳清漪").mask("李明和欧阳清漪").text == "██和██"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("陈军锋", "军锋说陈先生、老陈和陈某某都是他", "██说██、██和██都是他"),
        ("李建设", "建设平安城市", "建设平安城市"),
        ("刘某松", "刘某被带走", "██被带走"),
        ("艾力·买买提", "买买提和艾力", "██和██"),
        ("John Smith", "Mr Smith saw JOHN or J. Smith in Smith's", "Mr ██ saw ██ or ██ in ██'s"),
        (
            "John Smith",
            "a blacksmith in Smithfield, Johnson",
            "a blacksmith in Smithfield, Johnson",
        ),
        ("John White", "White paint, white paint", "██ paint, white paint"),
        (
            "Theresa May",
            "in May 2019, on 3 May, and May said",
            "in May 2019, on 3 May, and ██ said",
        ),
        ("Dr Anna van der Berg", "Dr van der Berg", "Dr van der ██"),
        ("Willie Lynch", "Willie Allen Lynch v. State", "██ v. State"),
        ("John Smith", "John Q. Smith saw John The Elder; Smith", "██ saw ██ The Elder; ██"),
        ("Smith", "smith and SMITH", "██ and ██"),
        ("Will", "Will said he will", "██ said he will"),
        ("Wu", "Wu fled; a wu", "██ fled; a wu"),
        ("John Smith", "@johnsmith1990 and thejohnsmith.html", "██ and the██.html"),
    ],
)
def test_short_forms_go_with_the_name(name: str, text: str, expected: str) -> None:
    assert masker(name).mask(text).text == expected


def test_a_shown_name_keeps_its_parts() -> None:
    work = masker("John Smith", "陈军锋", shown=("Jane Smith", "王军锋"))
    assert work.mask("Jane Smith met Smith").text == "Jane Smith met ██"
    assert work.mask("王军锋见了军锋").text == "王军锋见了██"
    assert masker("Smith", shown=("Jane Smith",)).mask("Jane Smith").text == "Jane ██"


def test_a_short_form_inside_an_exempt_stretch_stays_and_the_name_does_not() -> None:
    work = masker("John White")
    assert work.mask("the White House", exempt=[(4, 15)]).text == "the White House"
    assert work.mask("the John White House", exempt=[(4, 20)]).text == "the ██ House"


def test_a_guess_of_one_word_needs_its_capital() -> None:
    work = Masker(NameFinder({"Measure": "guess", "nightowl": "string"}))
    assert work.mask("Measure for measure, by Nightowl").text == "██ for measure, by ██"


def test_a_nickname_that_is_masked_is_not_found_again() -> None:
    assert masker().mask("网民“青山依旧”和网民“██”").text == "网民“██”和网民“██”"


@given(st.text(max_size=40))
def test_folding_knows_where_each_letter_came_from(text: str) -> None:
    folded = fold_name(text)
    assert len(folded.text) == len(folded.offsets)
    assert all(
        name_key(text[offset]) == letter
        for letter, offset in zip(folded.text, folded.offsets, strict=True)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("陈军锋", "陳　軍\n鋒"),
        ("JOHN SMITH", "Ｊｏｈｎ－smith"),
        ("José", "Jose\u0301"),
        ("O’Brien", "o'brien"),
    ],
)
def test_dresses_of_one_name_fold_alike(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)
