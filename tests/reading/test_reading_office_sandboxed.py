"""Office files read the same in the sandbox, where nothing can be loaded on the way."""

from collections.abc import Iterator

import pytest
from office_originals import open_document, pptx, relations, shape, slide, words

from custodes.reading import read
from custodes.reading.rtf_tokens import CHARACTER_SETS
from custodes.reading.sandbox import SandboxedReader

CHARTED = pptx(
    [slide(shape(words("全区四百个。")) + '<p:graphicFrame><c:chart r:id="a"/></p:graphicFrame>')],
    {
        "ppt/slides/_rels/slide1.xml.rels": relations(a=("chart", "c.xml")),
        "ppt/slides/c.xml": "<c><ser><val><pt idx='0'><v>40</v></pt></val></ser></c>",
    },
)
FONTS = b"".join(b"{\\f%d\\fcharset%d x;}" % (number, number) for number in CHARACTER_SETS)
LINES = b"".join(b"\\f%d\\'41\\'e1\\'e2 x\\par " % number for number in CHARACTER_SETS)
ORIGINALS = {
    "odt": open_document("text", "<text:p>全区四百个。</text:p>"),
    "odp": open_document("presentation", "<draw:page><text:p>全区四百个。</text:p></draw:page>"),
    "pptx": CHARTED,
    "rtf": b"{\\rtf1\\ansi\\ansicpg10000{\\fonttbl" + FONTS + b"}" + LINES + b"\\u20840?}",
}


@pytest.fixture(scope="module")
def sandboxed() -> Iterator[SandboxedReader]:
    with SandboxedReader() as reader:
        yield reader


@pytest.mark.parametrize("kind", ORIGINALS)
def test_in_the_sandbox_the_same_is_read(sandboxed: SandboxedReader, kind: str) -> None:
    original = ORIGINALS[kind]
    reading = sandboxed.read(original, "notice.bin", "somewhere")
    assert reading == read(original, "notice.bin", "somewhere")
    assert reading.text.body()
