import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_originals import body, reason

from custodes.model import UnreadableError
from custodes.reading import REASONS, read
from custodes.reading.characters import decode

SIMPLIFIED = (
    "江北市公安局上周发布通知，要求全市所有居民小区在年底以前安装人像识别设备，"
    "并把采集的数据接入市里的平台。通知说，这是为了提高服务水平，但没有说明数据保存多久。"
)
TRADITIONAL = (
    "江北市警察局上週發布通知，要求全市所有居民社區在年底以前安裝人像辨識設備，"
    "並把蒐集的數據接入市裡的平台。通知說，這是為了提高服務水準，但沒有說明數據保存多久。"
)
JAPANESE = "市役所は先週すべての通りにカメラを設置すると発表した。市民は知らされていない。"
ENGLISH = "The department’s report says that every café on Main Street has a camera – “for safety”."


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_simplified_chinese_is_read_in_any_usual_encoding(name: str) -> None:
    reading = read(SIMPLIFIED.encode(name), "file.txt")
    assert reading.text.content == SIMPLIFIED
    assert reading.document.language == "zh"


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-16-be", "big5", "big5hkscs", "gb18030"])
def test_traditional_chinese_is_read_in_any_usual_encoding(name: str) -> None:
    reading = read(TRADITIONAL.encode(name), "file.txt")
    assert reading.text.content == TRADITIONAL
    assert reading.document.language == "zh-Hant"


@pytest.mark.parametrize("name", ["utf-8", "utf-16-le", "cp1252"])
def test_english_with_typographic_marks_is_read(name: str) -> None:
    reading = read(ENGLISH.encode(name), "file.txt")
    assert reading.text.content == ENGLISH
    assert reading.document.language == "en"


@pytest.mark.parametrize("name", ["euc_kr", "euc_jp", "shift_jis", "koi8_r"])
def test_other_encodings_are_never_taken_for_chinese(name: str) -> None:
    words = {
        "euc_kr": "시청은 지난주 모든 거리에 카메라를 설치한다고 발표했다 시민들은 알지 못했다",
        "euc_jp": JAPANESE,
        "shift_jis": JAPANESE,
        "koi8_r": "На прошлой неделе город сообщил, что на всех улицах установят камеры.",
    }
    with pytest.raises(UnreadableError) as caught:
        read(words[name].encode(name), "file.txt")
    assert caught.value.reason == "unknown_encoding"


def test_a_declared_encoding_that_holds_is_taken() -> None:
    source = f"<html><head><meta charset='gb2312'></head><body><p>{SIMPLIFIED}</p></body></html>"
    assert body(read(source.encode("gbk"), "page.html")) == [("paragraph", SIMPLIFIED)]


def test_a_declared_encoding_that_does_not_hold_is_not_believed() -> None:
    source = f"<html><head><meta charset='gb2312'></head><body><p>{TRADITIONAL}</p></body></html>"
    assert body(read(source.encode("big5"), "page.html")) == [("paragraph", TRADITIONAL)]
    assert body(read(source.encode("utf-8"), "page.html")) == [("paragraph", TRADITIONAL)]


def test_too_little_to_tell_is_said_and_not_guessed() -> None:
    with pytest.raises(UnreadableError) as caught:
        read("镕喆".encode("gbk"), "file.txt")
    assert caught.value.reason == "unknown_encoding"


def test_a_cut_character_at_the_end_of_utf_8_is_not_read_as_something_else() -> None:
    with pytest.raises(UnreadableError):
        read(SIMPLIFIED.encode("utf-8")[:-1], "file.txt")


def test_seven_bit_chinese_is_not_taken_for_english() -> None:
    assert read(SIMPLIFIED.encode("hz"), "file.txt").text.content == SIMPLIFIED
    assert reason("市民は知らされていない。".encode("iso2022_jp")) == "unknown_encoding"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_utf_8_always_comes_back_as_it_was(text: str) -> None:
    if "\0" in text or "\x1b$" in text or "~{" in text or text[0] == "\ufeff":
        return
    assert decode(text.encode("utf-8")) == (text, "utf-8")


@given(st.integers(0, len(SIMPLIFIED) - 30), st.integers(30, 90))
def test_a_passage_of_chinese_is_never_read_wrongly(start: int, length: int) -> None:
    for text, names in (
        (SIMPLIFIED, ("gb18030", "utf-16-le")),
        (TRADITIONAL, ("big5", "utf-16-be")),
    ):
        passage = text[start : start + length]
        for name in names:
            try:
                found, _ = decode(passage.encode(name))
            except UnreadableError:
                continue
            assert found == passage


@given(st.binary(max_size=300))
def test_any_bytes_give_a_reading_or_a_reason(untrusted_bytes: bytes) -> None:
    assert reason(untrusted_bytes) in {"", *REASONS} - {"failed"}
