"""Makers of small office files for the tests of reading, and what was read of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from custodes.reading import Reading

OPEN_DOCUMENT = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("presentation", "presentation"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
    )
)
OPEN_DOCUMENT += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
PRESENTATION = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these parts, in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def open_document(
    kind: str, body: str, styles: str = "", parts: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An OpenDocument file of a kind (``text``, ``presentation``), its automatic styles given."""
    content = (
        f"<office:document-content {OPEN_DOCUMENT}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    stated = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": stated, "content.xml": content, **(parts or {})})


def relations(**targets: tuple[str, str]) -> str:
    """A part's relations: role and target by identifier."""
    inner = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{role}" Target="{target}"/>'
        for name, (role, target) in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{inner}</Relationships>'


def shape(paragraphs: str, placeholder: str = "", name: str = "", place: str = "") -> str:
    """A shape of a slide: its paragraphs, placeholder, further attributes of name, and place."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" {name}/><p:nvPr>{placeholder}</p:nvPr>'
        "</p:nvSpPr>"
        f"<p:spPr>{place}</p:spPr><p:txBody>{paragraphs}</p:txBody></p:sp>"
    )


def words(text: str, properties: str = "") -> str:
    """A paragraph of DrawingML."""
    return f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"


def slide(shapes: str, attributes: str = "") -> str:
    """A slide of these shapes."""
    return (
        f"<p:sld {PRESENTATION} {attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
    )


def pptx(slides: list[str], parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A PPTX of these slides, named so that their order is not that of their names."""
    count = len(slides)
    names = {f"r{n}": ("slide", f"slides/slide{count - n}.xml") for n in range(count)}
    listed = "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(count))
    made: dict[str, str | bytes] = {
        "ppt/presentation.xml": f"<p:presentation {PRESENTATION}><p:sldIdLst>{listed}</p:sldIdLst>"
        '<p:sldSz cx="1000" cy="500"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(**names),
    }
    made |= {f"ppt/slides/slide{count - n}.xml": content for n, content in enumerate(slides)}
    return zipped({**made, **(parts or {})})


def seen(reading: Reading) -> list[tuple[str, str]]:
    """Kind and words of what the document says in plain sight."""
    return [(b.kind, reading.text.content[b.start : b.end]) for b in reading.text.body()]


def unseen(reading: Reading) -> list[tuple[str, str]]:
    """Why a block is hidden, and its words."""
    content = reading.text.content
    return [(b.hidden, content[b.start : b.end]) for b in reading.text.blocks if b.hidden]


def places(reading: Reading) -> dict[str, str]:
    """The place of every block by its words."""
    return {reading.text.content[b.start : b.end]: b.place for b in reading.text.blocks}


def cells(reading: Reading) -> dict[tuple[int, int], str]:
    """The words of each cell by its row and column."""
    return {
        (b.row, b.column): reading.text.content[b.start : b.end]
        for b in reading.text.blocks
        if b.kind == "table_cell"
    }
