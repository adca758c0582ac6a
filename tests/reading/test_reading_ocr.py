"""Pictures and scans: what is written in them is read, and each word has its place."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont
from reading_originals import Placed, pdf, reason

from custodes.model import UnreadableError
from custodes.reading import Reading, limits, read
from custodes.reading import pdf as pdf_reading
from custodes.reading.needs import ONE_THREAD, NeedsRecognitionError
from custodes.reading.placed_lines import Line, line_of
from custodes.reading.recognition_layout import Corners, arranged
from custodes.reading.recognition_punctuation import widened
from custodes.reading.sandbox import SandboxedReader
from custodes.reading.text_layer import is_plausible

ENGLISH = (
    "The council bought 240 cameras from",
    "Northlight Systems in March 2021. Foot-",
    "age is kept for ninety days.",
)
CHINESE = ("关于建立联络机制的通知", "公安机关的视频监控资源，", "由区视频办统一管理。")


def latin(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, which comes with matplotlib."""
    folder = pytest.importorskip("matplotlib").get_data_path()
    return ImageFont.truetype(f"{folder}/fonts/ttf/DejaVuSans.ttf", size)


def chinese(size: int) -> ImageFont.FreeTypeFont:
    """A font with Chinese characters, where the machine has one."""
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".fonts")):
        for name in ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "wqy-zenhei.ttc"):
            for path in Path(folder).rglob(name):
                return ImageFont.truetype(str(path), size, index=2 if "Noto" in name else 0)
    pytest.skip("needs a font with Chinese characters (Debian: fonts-noto-cjk)")


def drawn(
    lines: Sequence[str],
    font: ImageFont.FreeTypeFont,
    size: tuple[int, int] = (800, 260),
    mode: str = "RGB",
) -> Image.Image:
    """A picture with these lines, the first at (40, 40)."""
    picture = Image.new(mode, size, "white")
    for number, line in enumerate(lines):
        place = (40, 40 + round(1.7 * font.size) * number)
        ImageDraw.Draw(picture).text(place, line, fill="black", font=font)
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture in a format, as Pillow names it."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def scanned(picture: Image.Image, layer: str = "", width: int = 400) -> bytes:
    """A PDF page filled by a picture, over which stands an invisible text, perhaps none."""
    height = round(width * picture.height / picture.width)
    pixels = zlib.compress(picture.convert("L").tobytes())
    stream = (
        f"q {width} 0 0 {height} 0 0 cm /P Do Q BT 3 Tr /F 8 Tf 10 {height / 2} Td ({layer}) Tj ET"
    )
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</P 6 0 R>>>>>>" % (width, height),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream.encode("cp1252")),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (picture.width, picture.height, len(pixels), pixels),
    )
    content = bytearray(b"%PDF-1.5\n")
    places = []
    for number, value in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, value)
    start = len(content)
    content += b"xref\n0 7\n0000000000 65535 f \n"
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(content)


@pytest.fixture(scope="module")
def letter() -> bytes:
    return saved(drawn(ENGLISH, latin(30)))


@pytest.fixture(scope="module")
def letter_read(letter: bytes) -> Reading:
    return read(letter, "letter.png")


def box_of(reading: Reading, words: str) -> tuple[float, float, float, float]:
    """The hull of the boxes of the runs that hold these words."""
    start = reading.text.content.index(words)
    end = start + len(words)
    boxes = [run.box for run in reading.text.runs if run.start < end and run.end > start]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def test_a_paragraph_of_a_picture_is_joined_and_its_hyphen_undone(letter_read: Reading) -> None:
    assert letter_read.text.content == (
        "The council bought 240 cameras from Northlight Systems in March 2021. "
        "Footage is kept for ninety days."
    )
    assert letter_read.document.media_type == "image/png"
    assert letter_read.document.language == "en"


def test_every_character_of_a_picture_has_a_place(letter_read: Reading) -> None:
    covered = {n for run in letter_read.text.runs for n in range(run.start, run.end)}
    content = letter_read.text.content
    assert all(n in covered for n, character in enumerate(content) if not character.isspace())
    for run in letter_read.text.runs:
        left, top, right, bottom = run.box
        assert 0 <= left < right <= 800
        assert 0 <= top < bottom <= 260


def test_the_place_of_a_name_is_where_it_was_drawn(letter_read: Reading) -> None:
    left, top, _, bottom = box_of(letter_read, "Northlight")
    assert 30 <= left <= 60
    assert 75 <= top <= 105
    assert 115 <= bottom <= 140


def test_chinese_lines_are_joined_without_spaces() -> None:
    reading = read(saved(drawn(CHINESE, chinese(32))), "通知.png")
    assert "公安机关的视频监控资源，由区视频办统一管理。" in reading.text.content
    assert reading.document.language == "zh"
    left, top, right, bottom = box_of(reading, "视频办")
    assert left < 40 + 4 * 32 < right
    assert top < 40 + 2 * 54 + 16 < bottom


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_the_kinds_of_pictures_are_told_from_their_bytes(kind: str) -> None:
    picture = drawn(["Form 27"], latin(40), (320, 130))
    reading = read(saved(picture, kind), "no-ending")
    assert reading.text.content == "Form 27"
    assert reading.document.media_type == f"image/{kind.lower()}"


def test_a_picture_is_turned_as_its_exif_says() -> None:
    picture = drawn(["Form 27"], latin(40), (320, 130))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, clockwise
    source = saved(picture.rotate(90, expand=True), "JPEG", exif=exif)
    reading = read(source, "photo.jpg")
    assert reading.text.content == "Form 27"
    left, top, right, bottom = box_of(reading, "Form")
    assert 30 < left < right < 220
    assert 30 < top < bottom < 100


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_scan_that_lies_on_its_side_or_head_is_read(angle: int) -> None:
    picture = drawn(ENGLISH, latin(30)).rotate(angle, expand=True)
    reading = read(saved(picture), "scan.png")
    assert reading.text.content.startswith("The council bought 240 cameras from Northlight Systems")
    left, top, right, bottom = box_of(reading, "Northlight")
    assert ImageChops.invert(picture.convert("L")).crop((left, top, right, bottom)).getbbox()
    expected = {90: (91, 580, 121, 760), 180: (600, 129, 760, 169), 270: (129, 40, 169, 220)}[angle]
    middle = ((expected[0] + expected[2]) / 2, (expected[1] + expected[3]) / 2)
    assert left - 10 < middle[0] < right + 10
    assert top < middle[1] < bottom


def test_all_pages_of_a_tiff_are_read() -> None:
    pages = [drawn([f"Page {word}"], latin(40), (320, 130)) for word in ("one", "two")]
    source = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    reading = read(source, "fax.tiff")
    assert reading.text.content.split("\n") == ["Page one", "Page two"]
    assert [run.page for run in reading.text.runs] == [1, 2]


def test_white_letters_on_nothing_are_read() -> None:
    picture = Image.new("RGBA", (320, 130), (255, 255, 255, 0))
    ImageDraw.Draw(picture).text((40, 40), "Form 27", fill="white", font=latin(40))
    assert read(saved(picture), "x.png").text.content == "Form 27"


def test_a_picture_of_sixteen_bits_is_read() -> None:
    shades = drawn(["Form 27"], latin(40), (320, 130)).convert("L")
    deep = Image.new("I;16", shades.size)
    deep.putdata([value * 16 for value in shades.tobytes()])
    assert read(saved(deep), "x.png").text.content == "Form 27"


def test_a_long_screenshot_is_read_to_its_end() -> None:
    picture = Image.new("RGB", (400, 3000), "white")
    for number in range(10):
        place = (30, 100 + 300 * number)
        ImageDraw.Draw(picture).text(place, f"Message {number}", fill="black", font=latin(24))
    reading = read(saved(picture), "chat.png")
    assert all(f"Message {number}" in reading.text.content for number in range(10))
    assert 2790 < box_of(reading, "Message 9")[1] < 2830


def test_a_picture_without_writing_says_so() -> None:
    assert reason(saved(Image.new("RGB", (200, 200), "white"))) == "no_text"


def test_a_cut_off_picture_is_damaged(letter: bytes) -> None:
    assert reason(letter[: len(letter) // 2]) == "damaged"


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    header = b"IHDR" + (40_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    bomb = (
        b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + header + zlib.crc32(header).to_bytes(4, "big") + b"\0\0\0"
        b"\0IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big")
    )
    assert reason(bomb) == "too_large"


def test_pixels_are_limited(monkeypatch: pytest.MonkeyPatch, letter: bytes) -> None:
    monkeypatch.setattr(limits, "PIXELS", 800 * 260 - 1)
    assert reason(letter) == "too_large"


def test_pages_to_be_recognised_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RECOGNISED_PAGES", 0)
    assert reason(scanned(drawn(["Form 27"], latin(40)))) == "too_large"


def test_a_scanned_page_is_read_with_places_in_points() -> None:
    reading = read(scanned(drawn(ENGLISH, latin(30))), "scan.pdf")
    assert "Northlight Systems in March 2021. Footage is kept" in reading.text.content
    left, top, _, _ = box_of(reading, "Northlight")
    assert left == pytest.approx(20, abs=6)  # half of the picture's 40 and 91 pixels
    assert top == pytest.approx(47, abs=6)


def test_pages_to_recognise_are_counted_where_nobody_wants_it() -> None:
    with pytest.raises(NeedsRecognitionError) as caught:
        read(scanned(drawn(["Form 27"], latin(40))), "scan.pdf", recognition=False)
    assert (caught.value.reason, caught.value.pages) == ("no_text_layer", 1)


def never(*_: object) -> None:
    raise AssertionError("recognised again")


def test_a_page_with_a_text_layer_is_not_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reading, "_recognised", never)
    good = "The council bought cameras; footage of every gate is kept for ninety days, it says."
    assert read(pdf([[Placed(good)]]), "x.pdf").text.content == good
    assert good in read(scanned(drawn(ENGLISH, latin(30)), good), "x.pdf").text.content


def test_a_bad_text_layer_on_a_scan_is_noticed() -> None:
    bad = (
        "Tln2 c0vmcil hQ8gbt Z4O cxmcrxs fr0m N0rtblighf Syst3ms im Mxrcb ZOZl Fo0tagc 1s k3qt f0r "
        * 2
    )
    reading = read(scanned(drawn(ENGLISH, latin(30)), bad), "scan.pdf")
    assert "Northlight Systems" in reading.text.content
    assert "cxmcrxs" not in reading.text.content


def test_stamps_alone_do_not_make_a_text_layer() -> None:
    reading = read(scanned(drawn(ENGLISH, latin(30)), "Received 3 May"), "scan.pdf")
    assert "Northlight Systems" in reading.text.content


def test_words_of_a_language_are_plausible_and_noise_is_not() -> None:
    assert is_plausible(
        "The MSAs of OCSO, signed in 2021, cover LPR data, COVID19 and iPhones. " * 2
    )
    assert is_plausible("公安机关的视频监控资源由区视频办统一管理，各有关单位应当配合。")
    assert is_plausible("公安機關的視頻監控資源由區視頻辦統一管理，各有關單位應當配合。")
    assert not is_plausible("".join(chr(0x4E00 + 97 * n % 20_000) for n in range(80)))
    assert not is_plausible("xKq7 bN3d wRt qQz mMvV kj8s 4fGh " * 5)


def test_the_sandbox_recognises_what_the_reader_recognises(
    letter: bytes, letter_read: Reading
) -> None:
    scan = scanned(drawn(["Form 27"], latin(40), (320, 130)))
    told: list[int] = []
    # a program of its own: what the tests before have mapped is none of the reader's memory
    with SandboxedReader(recognising=told.append, spawned=True) as sandbox:
        assert sandbox.read(letter, "letter.png") == letter_read
        assert sandbox.read(scan, "scan.pdf") == read(scan, "scan.pdf")
        assert sandbox.read(b"Some words.", "a.txt").text.content == "Some words."
        with pytest.raises(UnreadableError) as caught:
            sandbox.read(saved(Image.new("RGB", (200, 200), "white")), "blank.png")
    assert caught.value.reason == "no_text"
    assert told == [1, 1, 1], "whoever waits is told that these take longer"


def test_nothing_is_reported_to_the_makers_of_the_models(tmp_path: Path) -> None:
    """ONNX Runtime reports, and leaves an identifier, unless it is told not to before it loads."""
    script = (
        "import os, custodes; from custodes.reading import recognition; recognition.warm_up(); "
        "print(len(os.listdir('/proc/self/task')) if os.path.isdir('/proc') else 1)"
    )
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    search_path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **kept,
            **ONE_THREAD,
            "HOME": str(tmp_path),
            "PYTHONPATH": search_path,
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "1", "a thread was started"
    assert list(tmp_path.rglob("*")) == []


def placed(
    text: str, left: float, top: float, step: float = 10, slant: float = 0
) -> tuple[Line, Corners]:
    """A line of characters of 10 by 10 and the corners of its box."""
    boxes = [(left + step * n, top, left + step * (n + 1), top + 10.0) for n in range(len(text))]
    line = line_of(list(text), np.array(boxes), 1)
    assert line is not None
    right = left + step * len(text)
    drop = slant * (right - left)
    return line, [(left, top), (right, top + drop), (right, top + drop + 10), (left, top + 10)]


def test_columns_are_read_one_after_the_other() -> None:
    across = placed("A heading that runs across both of the columns", 20, 0)
    first = [placed(f"the first column, line {n}", 20, 30 + 15 * n) for n in range(6)]
    second = [placed(f"the second column, line {n}", 300, 31 + 15 * n) for n in range(6)]
    mixed = [pair for pairs in zip(second, first, strict=True) for pair in pairs]
    lines = arranged([*mixed, across], 600, 800).lines
    assert lines == [line for line, _ in (across, *first, *second)]


def test_a_last_column_that_ends_soon_and_has_a_list_in_it_is_a_column() -> None:
    long = "a line of the first column that fills it"
    first = [placed(f"{long} {n:02}", 20, 30 + 15 * n) for n in range(30)]
    words = ["May 2020", "The police", "A report", "a line of the second column that fills it"]
    second = [placed(words[n % 4], 500, 31 + 15 * n) for n in range(9)]
    second[8] = placed("and another line of the second column fills", 500, 31 + 15 * 8)
    lines = arranged([*second, *first], 1000, 800).lines
    assert lines == [line for line, _ in (*first, *second)]


def test_a_table_whose_first_column_is_long_is_read_by_rows() -> None:
    left = [placed(f"cameras of the second district, lot {n}", 20, 30 + 15 * n) for n in range(9)]
    right = [placed(f"{n},200", 500, 31 + 15 * n) for n in range(9)]
    lines = arranged([*right, *left], 1000, 800).lines
    assert lines[:2] == [left[0][0], right[0][0]]


def test_a_form_is_read_by_rows() -> None:
    left = [placed(f"Label {n}", 20, 30 + 15 * n) for n in range(6)]
    right = [placed(f"Value {n}", 300, 31 + 15 * n) for n in range(6)]
    lines = arranged([*right, *left], 600, 800).lines
    assert [line.text for line in lines[:4]] == ["Label 0", "Value 0", "Label 1", "Value 1"]


def test_a_crooked_page_is_straightened_for_its_order_only() -> None:
    slant = 0.05
    found = [
        placed("a line of words, about so long, " * 2, 20, 30 + 15 * n, slant=slant)
        for n in range(4)
    ]
    tail = placed("at its right", 600, 30 + 580 * slant, slant=slant)
    lines = arranged([*found, tail], 800, 800).lines
    assert lines[1] is tail[0]
    assert lines[1].boxes[0][1] == 30 + 580 * slant


def test_text_that_runs_down_is_read_from_the_right() -> None:
    columns: list[tuple[Line, Corners]] = []
    for name, left in (("一", 20.0), ("二", 60.0), ("三", 100.0)):
        boxes = [(left, 10.0 + 20 * n, left + 20.0, 30.0 + 20 * n) for n in range(8)]
        line = line_of([name] * 8, np.array(boxes), 1)
        assert line is not None
        columns.append((line, [(left, 10), (left + 20, 10), (left + 20, 170), (left, 170)]))
    layer = arranged(columns, 140, 200)
    assert [line.text[0] for line in layer.lines] == ["三", "二", "一"]
    assert layer.height == 140


def test_a_hyphen_that_the_page_writes_elsewhere_stays() -> None:
    found = [
        placed("a well-known case and a well-", 20, 30),
        placed("known name of the sur-", 20, 45),
        placed("veillance trade", 20, 60),
    ]
    lines = arranged(found, 600, 800).lines
    assert [line.text[-5:] for line in lines[:2]] == ["well-", "e sur"]
    assert [line.hyphenated for line in lines] == [False, True, False]
    assert all(len(line.text) == len(line.boxes) for line in lines)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("办公室(区视频办) 录一次", "办公室（区视频办）录一次"),
        ("附件:名单(3 pages)", "附件：名单（3 pages）"),
        ("call (555) 0137, room 4", "call (555) 0137, room 4"),
        ("时间为12:30", "时间为12:30"),
    ],
)
def test_punctuation_is_wide_beside_chinese_only(seen: str, meant: str) -> None:
    text, boxes = widened(seen, [(float(n), 0.0, n + 1.0, 1.0) for n in range(len(seen))])
    assert text == meant
    assert len(boxes) == len(text)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ocr_rapidocr_black_font_color_transparent.png", "我是中国人"),
        ("ocr_rapidocr_img_exif_orientation.jpg", "我是中国人"),
        ("ocr_rapidocr_ch_en_num.jpg", "大桶装更划算"),
        ("ocr_rapidocr_text_vertical_words.png", "之人要取之"),
        ("edge_pdfjs_scan-bad.pdf", "pdf.js"),
    ],
)
def test_pictures_of_the_collection_are_read(shared: Path, name: str, words: str) -> None:
    reading = read((shared / "data" / "files" / name).read_bytes(), name)
    assert words in reading.text.content


def test_a_black_picture_of_the_collection_has_no_text(shared: Path) -> None:
    source = (shared / "data" / "files" / "ocr_rapidocr_empty_black.jpg").read_bytes()
    assert reason(source) == "no_text"
