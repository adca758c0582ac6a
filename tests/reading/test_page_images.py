"""Pictures of pages: drawn in the sandbox, held to what was promised outside of it."""

import io
import struct
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from reading_originals import Placed, pdf

from custodes.model import UnreadableError
from custodes.reading import page_fonts, read
from custodes.reading.page_images import MOST_PIXELS, WIDEST, PageImage, fitted, page_image
from custodes.reading.sandbox import SandboxedReader, probe
from custodes.reading.sandbox.answers import PICTURE, checked_picture, packed

SANDBOX = probe()
isolated = pytest.mark.skipif(
    not SANDBOX.isolates, reason=f"this system grants no isolation ({SANDBOX})"
)


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    drawn = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(drawn).rectangle((0, 0, width // 2, height // 4), fill="black")
    buffer = io.BytesIO()
    drawn.save(buffer, kind)
    return buffer.getvalue()


def is_dark(image: PageImage, across: float, down: float) -> bool:
    at = 3 * (int(down * image.height) * image.width + int(across * image.width))
    return sum(image.pixels[at : at + 3]) < 300


def test_a_page_is_drawn_where_its_boxes_say() -> None:
    original = pdf([[Placed("First page.")], [Placed("HHHHHHHHHHHH")]])
    text = read(original, "a.pdf").text
    drawn = page_image(original, 2, 800)
    assert drawn.width == 800
    assert drawn.pages == 2
    run = next(run for run in text.runs if run.page == 2)
    left, top, right, bottom = run.box
    inside = [
        is_dark(drawn, x / 200, y / 200)
        for y in range(200)
        for x in range(200)
        if left <= x / 200 * drawn.page_width <= right
        and top <= y / 200 * drawn.page_height <= bottom
    ]
    assert sum(inside) > 0.1 * len(inside)
    everywhere = sum(is_dark(drawn, x / 200, y / 200) for y in range(200) for x in range(200))
    assert everywhere == sum(inside)


def test_a_scan_is_no_wider_than_it_is_and_keeps_its_own_units() -> None:
    drawn = page_image(picture(300, 200), 1, 1000)
    assert (drawn.width, drawn.height) == (300, 200)
    assert is_dark(drawn, 0.2, 0.1)
    assert not is_dark(drawn, 0.8, 0.8)
    small = page_image(picture(300, 200, "JPEG"), 1, 150)
    assert (small.width, small.page_width, small.page_height) == (150, 300.0, 200.0)
    assert Image.open(io.BytesIO(small.png())).size == (150, 100)


@pytest.mark.parametrize(
    ("original", "number", "reason"),
    [
        (b"only words", 1, "unsupported_type"),
        (pdf([[Placed("A line.")]]), 2, "unsupported_type"),
        (pdf([[Placed("A line.")]]), 0, "unsupported_type"),
        (b"%PDF-1.4 and then nothing", 1, "damaged"),
        (picture(30, 20)[:60], 1, "damaged"),
    ],
)
def test_what_has_no_such_page_is_refused(original: bytes, number: int, reason: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        page_image(original, number, 400)
    assert refused.value.reason == reason


@given(st.integers(-5, 10**6), st.floats(0.1, 1e5), st.floats(0.1, 1e5))
def test_no_picture_is_larger_than_promised(width: int, across: float, down: float) -> None:
    try:
        wide, high = fitted(width, across, down)
    except UnreadableError:
        assert down / across > 1000
        return
    assert 1 <= wide <= WIDEST
    assert wide * high <= MOST_PIXELS


@given(st.binary(max_size=200))
def test_no_forged_picture_does_more_than_fail(untrusted: bytes) -> None:
    for frame in (untrusted, b"PAGE" + untrusted):
        with pytest.raises(UnreadableError):
            checked_picture(frame)


def test_a_picture_with_more_or_fewer_pixels_than_it_says_is_none() -> None:
    honest = PageImage(2, 2, bytes(12), 10.0, 10.0, 1)
    assert checked_picture(packed(honest)) == honest
    frames = [packed(honest) + b"x", packed(honest)[:-1]]
    for size in ((0, 2, 1, 9.0, 9.0), (2, 2, 0, 9.0, 9.0), (2, 2, 1, float("nan"), 9.0)):
        frames.append(PICTURE.pack(b"PAGE", *size) + bytes(12))
    frames.append(PICTURE.pack(b"PAGE", 1 << 31, 1 << 31, 1, 9.0, 9.0))
    for frame in frames:
        with pytest.raises(UnreadableError):
            checked_picture(frame)
    assert struct.calcsize(PICTURE.format) == PICTURE.size


@isolated
@pytest.mark.parametrize("spawned", [False, True])
def test_the_sandbox_draws_what_we_would(spawned: bool, tmp_path: Path) -> None:
    original = pdf([[Placed("A line.")]])
    with SandboxedReader(spawned=spawned) as sandbox:
        assert sandbox.page_image(original, 1, 300) == page_image(original, 1, 300)
        for kind in ("PNG", "JPEG", "TIFF", "GIF", "WEBP"):
            scan = picture(90, 60, kind)
            assert sandbox.page_image(scan, 1, 50) == page_image(scan, 1, 50)
        with pytest.raises(UnreadableError):
            sandbox.page_image(b"words", 1, 300)
        assert sandbox.read(b"Some words of a text.", "a.txt").text.content


@isolated
def test_a_server_of_its_own_minds_no_threads() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait, daemon=True)
    other.start()
    with SandboxedReader(spawned=True) as sandbox:
        assert sandbox.page_image(picture(9, 9), 1, 9).width == 9
    done.set()


@isolated
@pytest.mark.parametrize("font", ["STSong-Light", "SimHei,Bold", "SomeFontThatNobodyHas"])
def test_a_font_that_the_file_names_and_does_not_carry_is_drawn_in_the_sandbox(font: str) -> None:
    original = page_fonts._page(font, "GB1", "UniGB-UCS2-H")
    expected = page_image(original, 1, 300)
    if len(set(expected.pixels)) == 1:
        pytest.skip("this system has no font for Chinese characters")
    with SandboxedReader() as sandbox:
        assert sandbox.page_image(original, 1, 300) == expected
