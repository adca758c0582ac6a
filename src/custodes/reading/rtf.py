"""RTF in, blocks out: paragraphs, headings, lists, tables, notes, what is hidden or deleted.

Control words are those of Microsoft's Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Final

from custodes.model import Hidden, UnreadableError
from custodes.reading.detection import MEDIA_TYPES
from custodes.reading.drafts import Cell, Draft, Original, clean_characters, squeeze
from custodes.reading.office_words import Sizes, Where, Words
from custodes.reading.rtf_state import Paragraph, State, Stream
from custodes.reading.rtf_tokens import CHARACTER_SETS, codec_of, decoded, tokens
from custodes.reading.rtf_words import (
    BESIDE,
    CAPTION,
    CHARACTERS,
    CONTENTS,
    HEADING,
    NO_PARAGRAPH_STYLE,
    SKIPPED,
    STATED,
    SYMBOLS,
    TITLE,
    TRANSPARENT,
    WHITE,
)

DEPTH: Final = 2_000
"""The most groups within one another."""


def read_rtf(untrusted_bytes: bytes) -> Original:
    """Read an RTF file.

    Hidden text, tracked deletions and comments are marked as hidden; headers and footers are
    navigation. Raises UnreadableError ``damaged`` where it is cut off.
    """
    reader = _Reader()
    for kind, content, number in tokens(untrusted_bytes):
        reader.take(kind, content, number)
    return reader.original()


class _Reader:
    """Takes tokens one by one."""

    def __init__(self) -> None:
        # what stands outside of the outermost group is shown by no program
        self._state = State(hidden=True)
        self._above: list[State] = []
        self._streams = [Stream(0)]
        self._tables = itertools.count(1)
        self._bytes = bytearray()
        self._surrogate = ""
        self._to_skip = 0
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, str] = {}
        self._style_name = ""
        self._default_font = 0
        self._stated: dict[str, str] = {}
        self._date: dict[bytes, int] = {}
        self._aside: list[Draft] = []
        self._sizes = Sizes()
        self._colours: dict[int, tuple[int, ...]] = {}
        self._mixture: list[int] = []

    def take(self, kind: str, content: bytes, number: int | None) -> None:
        """Take the next token."""
        if kind == "text":
            self._text(content)
            return
        if kind == "word":
            self._word(content, number)
            return
        if kind == "symbol":
            self._symbol(content)
            return
        self._flush()
        self._to_skip = 0
        if kind == "open":
            if len(self._above) >= DEPTH:
                raise UnreadableError("damaged", "groups nested too deep")
            self._above.append(self._state)
            outermost = len(self._above) == 1
            self._state = State() if outermost else dataclasses.replace(self._state, starred=False)
        elif self._above:
            while len(self._streams) > 1 and self._streams[-1].opened >= len(self._above):
                self._end_stream()
            if self._state.destination == b"stylesheet":
                self._style_name = ""
            self._state = self._above.pop()

    def original(self) -> Original:
        """All that was found; raises UnreadableError ``damaged`` where a group is open still."""
        self._flush()
        if self._above:
            raise UnreadableError("damaged", "cut off: groups that do not close")
        while len(self._streams) > 1:
            self._end_stream()
        self._end_paragraph()
        self._sizes.mark_title(self._streams[0].drafts)
        if b"yr" in self._date:
            year, month, day = (self._date.get(part, 1) for part in (b"yr", b"mo", b"dy"))
            self._stated["created"] = f"{year:04d}-{month:02d}-{day:02d}"
        stated = {key: squeeze(clean_characters(words)) for key, words in self._stated.items()}
        return Original(MEDIA_TYPES["rtf"], self._streams[0].drafts + self._aside, stated)

    @property
    def _stream(self) -> Stream:
        return self._streams[-1]

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word == b"u":
            self._code_point(number or 0)
            return
        if self._to_skip and word in CHARACTERS:
            self._to_skip -= 1
            return
        self._to_skip = 0
        self._flush()
        if word in BESIDE or word in SKIPPED or word in STATED or state.starred:
            self._destination(word)
        elif state.destination == b"fonttbl":
            self._font_table(word, number)
        elif state.destination == b"stylesheet":
            if word == b"s":
                self._state.font = number or 0
        elif word in (b"red", b"green", b"blue") and state.destination == b"colortbl":
            self._mixture.append(number or 0)
        elif word in (b"yr", b"mo", b"dy") and state.destination == b"creatim":
            self._date[word] = number or 0
        elif word in (b"creatim", b"revtim", b"printim", b"buptim"):
            state.destination = word
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif not self._character_property(word, number):
            self._paragraph_property(word, number)

    def _destination(self, word: bytes) -> None:
        """A group's first word says what it is for; unknown ones behind ``\\*`` are not for us."""
        state = self._state
        state.starred = False
        if word in BESIDE:
            # shapes lie in a group that is left out but for their text
            if not state.skipped or word == b"shptxt":
                state.skipped, state.destination = False, b""
                state.comment = state.comment or word == b"annotation"
                region = BESIDE[word] or self._stream.region
                self._streams.append(Stream(len(self._above), region, word == b"shptxt"))
        elif word in STATED and state.destination == b"info":
            state.destination, state.skipped = word, False
            self._stated[STATED[word]] = ""
        elif word == b"upr":
            state.skipped = True
        elif word == b"ud":
            # the same as before it, in Unicode
            state.skipped = state.destination == b"info"
        elif word in (b"cs", b"ds", b"ts") and state.destination == b"stylesheet":
            state.font = NO_PARAGRAPH_STYLE
        elif word not in TRANSPARENT:
            if word in (b"listtext", b"pntext"):
                self._stream.paragraph.listed = True
            state.destination, state.skipped = word, True
            state.font = 0 if word == b"stylesheet" else state.font

    def _font_table(self, word: bytes, number: int | None) -> None:
        if word == b"f":
            self._state.font = number or 0
        elif word == b"fcharset" and number in CHARACTER_SETS:
            self._fonts[self._state.font] = CHARACTER_SETS[number]
        elif word == b"cpg" and number:
            self._fonts[self._state.font] = codec_of(number)

    def _character_property(self, word: bytes, number: int | None) -> bool:
        state = self._state
        if word == b"f":
            state.font = number or 0
        elif word == b"uc":
            state.unicode_skip = max(0, min(number if number is not None else 1, 16))
        elif word == b"v":
            state.hidden = number != 0
        elif word == b"deleted":
            state.deleted = number != 0
        elif word == b"fs" or (word == b"afs" and state.east_asian):
            state.size = max(0, number or 0) / 2
        elif word in (b"dbch", b"loch", b"hich", b"ltrch", b"rtlch"):
            state.east_asian = word == b"dbch"
        elif word == b"cf":
            state.white = self._colours.get(number or 0) == WHITE
        elif word in (b"cb", b"chcbpat", b"highlight"):
            state.ground = number != 0 and self._colours.get(number or 0) != WHITE
        elif word == b"plain":
            state.hidden = state.deleted = state.white = state.ground = False
            state.size = 12.0
            state.font = self._default_font
        elif word == b"deff":
            self._default_font = number or 0
        elif word == b"ansicpg" and number:
            self._codec = codec_of(number)
        elif word in (b"mac", b"pc", b"pca"):
            self._codec = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}[word]
        else:
            return False
        return True

    def _paragraph_property(self, word: bytes, number: int | None) -> None:
        if self._state.skipped:
            return
        stream, paragraph = self._stream, self._stream.paragraph
        if word in (b"par", b"sect", b"page", b"column"):
            if paragraph.table:
                self._add("\n")
            else:
                self._end_paragraph()
        elif word in (b"cell", b"nestcell"):
            paragraph.table = True
            self._end_paragraph()
            stream.column += 1
        elif word in (b"row", b"nestrow"):
            self._end_paragraph()
            stream.row, stream.column = stream.row + 1, 0
        elif word == b"pard":
            stream.paragraph = Paragraph()
        elif word == b"s":
            paragraph.style = number or 0
        elif word == b"outlinelevel":
            paragraph.outline = number or 0
        elif word in (b"ls", b"pnlvlbody", b"pnlvlblt"):
            paragraph.listed = number != 0
        elif word == b"ilvl":
            paragraph.depth = max(0, min(number or 0, 8))
        elif word == b"intbl":
            paragraph.table = True
        elif word in (b"cbpat", b"shading"):
            paragraph.shaded = number != 0

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._state.starred = True
        elif symbol in (b"\n", b"\r", b"\r\n"):
            self._word(b"par", None)
        elif self._to_skip:
            self._to_skip -= 1
        elif symbol in (b"\\", b"{", b"}"):
            self._bytes += symbol  # perhaps the second half of a character
        elif symbol in SYMBOLS:
            self._flush()
            self._add(SYMBOLS[symbol])
        elif symbol == b"\t":
            self._flush()
            self._add(" ")

    def _text(self, text: bytes) -> None:
        if self._to_skip and text:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        state = self._state
        state.starred = False
        if state.destination == b"colortbl":
            for _ in range(text.count(b";")):
                self._colours[len(self._colours)] = tuple(self._mixture)
                self._mixture = []
        elif not state.skipped or state.destination == b"stylesheet":
            self._bytes += text

    def _code_point(self, number: int) -> None:
        """``\\u``: a UTF-16 unit, signed, and then so many bytes for those who know no Unicode."""
        self._flush(keep_surrogate=True)
        unit = number & 0xFFFF if -0x8000 <= number <= 0xFFFF else 0xFFFD
        self._to_skip = self._state.unicode_skip
        if number > 0xFFFF and number <= 0x10FFFF:
            self._add(chr(number))
        elif 0xD800 <= unit < 0xDC00:
            self._surrogate = chr(unit)
        elif 0xDC00 <= unit < 0xE000:
            high, self._surrogate = self._surrogate, ""
            if high:
                self._add((high + chr(unit)).encode("utf-16", "surrogatepass").decode("utf-16"))
        else:
            self._surrogate = ""
            self._add(chr(unit))

    def _flush(self, *, keep_surrogate: bool = False) -> None:
        """Decode the bytes that wait: only together are they characters."""
        if not keep_surrogate and self._bytes:
            self._surrogate = ""
        if not self._bytes:
            return
        waiting, self._bytes = bytes(self._bytes), bytearray()
        codec = self._fonts.get(self._state.font, self._codec)
        if self._state.font < 0:
            codec = self._fonts.get(self._default_font, self._codec)
        if self._state.destination in (b"stylesheet", *STATED):
            codec = self._codec
        self._add(decoded(waiting, codec, self._codec))

    def _add(self, words: str) -> None:
        state = self._state
        if state.destination == b"stylesheet":
            name, ended, _ = words.partition(";")
            self._style_name += name
            if ended and state.font != NO_PARAGRAPH_STYLE:
                self._styles[state.font] = self._style_name.strip()
            if ended:
                self._style_name = ""
            return
        if state.skipped:
            return
        if state.destination in STATED:
            key = STATED[state.destination]
            self._stated[key] = self._stated.get(key, "") + words
            return
        hidden: Hidden = ""
        if state.comment:
            hidden = "comment"
        elif state.deleted:
            hidden = "tracked_deletion"
        elif state.hidden:
            hidden = "hidden_text"
        elif state.white and not state.ground and self._on_paper():
            hidden = "invisible_colour"
        self._stream.words.add(words, hidden, size=state.size)

    def _on_paper(self) -> bool:
        """Whether nothing coloured lies underneath: in cells and shapes, something may."""
        paragraph = self._stream.paragraph
        return not (paragraph.table or paragraph.shaded or self._stream.shape)

    def _end_stream(self) -> None:
        """A note comes behind the paragraph that it belongs to; headers behind all."""
        self._end_paragraph()
        stream = self._streams.pop()
        if stream.region:
            self._aside += stream.drafts
        else:
            self._stream.notes += stream.drafts

    def _end_paragraph(self) -> None:
        stream = self._stream
        words, stream.words = stream.words, Words()
        if not stream.paragraph.table and stream.in_table:
            stream.row = stream.column = 0
        if stream.paragraph.table and not stream.in_table:
            stream.table = next(self._tables)
        stream.in_table = stream.paragraph.table
        drafts = list(words.drafts(self._where(stream)))
        if len(self._streams) == 1:
            self._sizes.note(drafts, words.size)
        stream.drafts += drafts + stream.notes
        stream.notes = []

    def _where(self, stream: Stream) -> Where:
        paragraph = stream.paragraph
        if paragraph.table:
            cell = Cell(stream.row, stream.column, table=stream.table)
            return Where("table_cell", 0, cell, stream.region)
        style = self._styles.get(paragraph.style, "")
        heading = HEADING.match(style)
        if TITLE.match(style):
            return Where("title", region=stream.region)
        if heading:
            return Where("heading", max(1, min(int(heading[1]), 6)), region=stream.region)
        if 0 <= paragraph.outline <= 5:
            return Where("heading", paragraph.outline + 1, region=stream.region)
        if CAPTION.match(style):
            return Where("caption", region=stream.region)
        if CONTENTS.match(style):
            return Where(region="navigation")
        if paragraph.listed:
            return Where("list_item", paragraph.depth + 1, region=stream.region)
        return Where(region=stream.region)
