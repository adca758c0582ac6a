"""What a child answers, and the check of it on the trusted side: a child may say anything."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import struct
from dataclasses import dataclass

from custodes.model import Document, InvariantError, Text, UnreadableError, from_json
from custodes.reading import limits, page_images
from custodes.reading.conversion import BECOMES, NEEDED, NeedsConversionError
from custodes.reading.detection import MEDIA_TYPES
from custodes.reading.drafts import Member
from custodes.reading.needs import NeedsRecognitionError
from custodes.reading.page_images import PageImage
from custodes.reading.reader import Reading

WORDS_LIMIT = 2_000
"""The most characters of a title or a name that a child may state."""
DETAIL_LIMIT = 500
SIZE_LIMIT = 1e6
"""The greatest width or height of a page, in points or pixels."""

_LANGUAGE = re.compile(r"[A-Za-z]{0,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_FORBIDDEN = re.compile(r"[\0-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""In a canonical text: controls other than tab and line feed, and halves of characters."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one original: document and text, or the reason why not.

    ``pages`` says of how many pages text recognition is needed, where it was not asked for.
    """

    document: Document | None = None
    text: Text | None = None
    reason: str = ""
    detail: str = ""
    pages: int = 0
    members: tuple[Member, ...] = ()


def checked(untrusted_frame: bytes, original: bytes, name: str, origin: str) -> Reading:
    """The Reading that a child's answer holds, with what we know ourselves put in by us.

    Raises UnreadableError with the child's reason, or ``failed`` where the answer is none;
    NeedsRecognitionError where it asks for text recognition, NeedsConversionError for LibreOffice.
    """
    try:
        answer = from_json(Answer, untrusted_frame)
    except InvariantError as error:
        raise UnreadableError("failed", f"the reader's answer: {error}"[:DETAIL_LIMIT]) from error
    if answer.pages > 0:
        raise NeedsRecognitionError(min(answer.pages, limits.RECOGNISED_PAGES))
    if answer.reason == NEEDED and answer.detail in BECOMES:
        raise NeedsConversionError(answer.detail)
    if answer.document is None or answer.text is None:
        raise UnreadableError(_reason(answer.reason), _plain(answer.detail)[:DETAIL_LIMIT])
    if _FORBIDDEN.search(answer.text.content):
        raise UnreadableError("failed", "the reader's answer is not a canonical text")
    stated = answer.document
    if stated.media_type not in MEDIA_TYPES.values() or not _LANGUAGE.fullmatch(stated.language):
        raise UnreadableError("failed", "the reader's answer names no format or language")
    document = dataclasses.replace(
        stated,
        sha256=hashlib.sha256(original).hexdigest(),
        size=len(original),
        name=name,
        origin=origin,
        title=_plain(stated.title),
        publisher=_plain(stated.publisher),
        author=_plain(stated.author),
    )
    members = tuple(
        Member(
            _plain(member.name)[:DETAIL_LIMIT],
            member.content,
            _reason(member.reason) if member.reason else "",
            _plain(member.detail)[:DETAIL_LIMIT],
        )
        for member in answer.members[: limits.MEMBERS]
    )
    return Reading(document, answer.text, members)


PICTURE = struct.Struct(">4sIIIdd")
"""What stands before the pixels: ``PAGE``, width, height, pages, width and height of the page."""
_PAGE = b"PAGE"


def packed(image: PageImage) -> bytes:
    """The frame of a page's picture."""
    size = (image.page_width, image.page_height)
    return PICTURE.pack(_PAGE, image.width, image.height, image.pages, *size) + image.pixels


def checked_picture(untrusted_frame: bytes) -> PageImage:
    """The picture that a child's answer holds: so many pixels as it says, and none too many.

    Raises UnreadableError with the child's reason, or ``failed`` where the answer is none.
    """
    if not untrusted_frame.startswith(_PAGE):
        try:
            answer = from_json(Answer, untrusted_frame)
        except InvariantError as error:
            raise UnreadableError("failed", "the answer is no picture") from error
        raise UnreadableError(_reason(answer.reason), _plain(answer.detail)[:DETAIL_LIMIT])
    if len(untrusted_frame) < PICTURE.size:
        raise UnreadableError("failed", "the answer is no picture")
    _, width, height, pages, page_width, page_height = PICTURE.unpack_from(untrusted_frame)
    pixels = untrusted_frame[PICTURE.size :]
    fits = (
        1 <= width <= page_images.WIDEST
        and 1 <= width * height <= page_images.MOST_PIXELS
        and len(pixels) == 3 * width * height
        and 1 <= pages <= limits.PAGES
        and 0 < page_width < SIZE_LIMIT
        and 0 < page_height < SIZE_LIMIT
    )
    if not fits:
        raise UnreadableError("failed", "the answer is no picture")
    return PageImage(width, height, pixels, page_width, page_height, pages)


def _reason(untrusted: str) -> str:
    from custodes.reading import REASONS

    return untrusted if untrusted in REASONS else "failed"


def _plain(untrusted: str) -> str:
    return _FORBIDDEN.sub(" ", untrusted)[:WORDS_LIMIT]
