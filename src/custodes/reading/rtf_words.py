"""What the control words of RTF mean to a reader of its text, and the names of styles."""

from __future__ import annotations

import re
from typing import Final

BESIDE: Final = {
    b"header": "navigation",
    b"headerl": "navigation",
    b"headerr": "navigation",
    b"headerf": "navigation",
    b"footer": "navigation",
    b"footerl": "navigation",
    b"footerr": "navigation",
    b"footerf": "navigation",
    b"footnote": "",
    b"annotation": "",
    b"shptxt": "",
}
"""Groups with paragraphs of their own, and the region these stand in."""
TRANSPARENT: Final = frozenset({b"shppict", b"shp", b"nesttableprops"})
"""Words that say nothing of whether their group is text."""
NO_PARAGRAPH_STYLE: Final = -2
"""In the place of its number, for a style of characters or tables."""
STATED: Final = {b"title": "core_title", b"author": "author"}
"""What a file says of itself, by the names that ``Original.stated`` has for it."""
SKIPPED: Final = frozenset(
    re.findall(
        rb"\w+",
        b"colortbl stylesheet fonttbl info pict objdata fldinst listtext pntext pntxtb "
        b"pntxta xe tc tcn rxe bkmkstart bkmkend atnid atnauthor atntime atnicn atnref atnparent "
        b"atndate nonshppict shpinst sn sv themedata colorschememapping latentstyles datastore "
        b"listtable listoverridetable revtbl rsidtbl generator filetbl private operator subject "
        b"keywords comment doccomm hlinkbase category manager company userprops template "
        b"ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn pgdsctbl mmathPr wgrffmtfilter upr",
    )
)
WHITE: Final = (255, 255, 255)
"""Red, green and blue of a colour that is not seen on paper."""
CHARACTERS: Final = {
    b"tab": " ",
    b"line": "\n",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
}
SYMBOLS: Final = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
HEADING: Final = re.compile(r"^(?:heading|标题|標題)\s*(\d)", re.IGNORECASE)
TITLE: Final = re.compile(r"^(?:title|标题|標題)$", re.IGNORECASE)
CAPTION: Final = re.compile(r"^(?:caption|题注)$", re.IGNORECASE)
CONTENTS: Final = re.compile(r"^(?:toc|目录|contents)\s*(?:\d|heading)", re.IGNORECASE)
