"""Messages in, blocks and attachments out: EML and MSG."""

from __future__ import annotations

import email
import email.policy
import io
import re
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message, MIMEPart
from typing import Final

from custodes.model import UnreadableError
from custodes.reading.archives import label
from custodes.reading.detection import MEDIA_TYPES
from custodes.reading.drafts import Draft, Member, Original, clean_characters, squeeze

SHOWN: Final = ("From", "To", "Cc", "Subject", "Date")
CODE_PAGES: Final = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 65001: "utf-8"}
"""Windows code pages whose Python codec has another name than ``cp…``."""


def read_eml(untrusted_bytes: bytes) -> Original:
    """Read an internet message (RFC 5322): its head, its text, its attachments as members."""
    message = email.message_from_bytes(untrusted_bytes, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise UnreadableError("damaged", "no message")
    head = {name: _header(message, name) for name in SHOWN}
    drafts = list(_head(head))
    members: list[Member] = []
    body = message.get_body(("html", "plain"))
    if body is not None:
        drafts += _body(_content(body), body.get_content_subtype())
    for number, part in enumerate(message.iter_attachments(), start=1):
        name = label(part.get_filename() or f"attachment-{number}")
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            content = first.as_bytes() if isinstance(first, Message) else b""
            members.append(Member(name if "." in name else f"{name}.eml", content))
        else:
            payload = part.get_payload(decode=True)
            members.append(Member(name, payload if isinstance(payload, bytes) else b""))
    return Original(MEDIA_TYPES["eml"], drafts, _stated(head), tuple(members))


def read_msg(untrusted_bytes: bytes) -> Original:
    """Read an Outlook message (MS-OXMSG): its head, its text, its attachments as members.

    Raises UnreadableError ``damaged``.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(untrusted_bytes)) as storage:
            properties = _Properties(storage)
            head = {
                "From": " ".join(filter(None, (properties.text(0x0C1A), properties.text(0x0C1F)))),
                "To": properties.text(0x0E04),
                "Cc": properties.text(0x0E03),
                "Subject": properties.text(0x0037),
                "Date": properties.time(0x0039) or properties.time(0x0E06),
            }
            drafts = list(_head(head))
            html = properties.text(0x1013)
            drafts += _body(html or properties.text(0x1000), "html" if html else "plain")
            members = tuple(_attachments(storage, properties))
    except (OSError, ValueError, IndexError, struct.error, TypeError) as error:
        raise UnreadableError("damaged", f"{type(error).__name__}: {error}") from error
    return Original(MEDIA_TYPES["msg"], drafts, _stated(head), members)


class _Properties:
    """The properties of a message or attachment, which lie as streams in its storage."""

    def __init__(self, storage: object, folder: str = "", code_page: str = "") -> None:
        self._storage = storage
        self._folder = f"{folder}/" if folder else ""
        # fixed-length properties stand in one stream after a header of 32 or 8 bytes
        self._fixed = self._stream("__properties_version1.0")[8 if folder else 32 :]
        number = self._number(0x3FFD) or self._number(0x3FDE)
        self.code_page = code_page or (CODE_PAGES.get(number, f"cp{number}") if number else "")

    def text(self, identifier: int) -> str:
        """A property of words, in whichever of its forms it is there; empty if in none."""
        wide = self._stream(f"__substg1.0_{identifier:04X}001F")
        if wide:
            return wide.decode("utf-16-le", "replace")
        for form in ("001E", "0102"):
            narrow = self._stream(f"__substg1.0_{identifier:04X}{form}")
            if narrow:
                return self._decoded(narrow)
        return ""

    def _decoded(self, narrow: bytes) -> str:
        from custodes.reading.characters import decode

        try:
            return narrow.decode(self.code_page or "ascii")
        except (LookupError, UnicodeDecodeError):
            pass
        try:
            return decode(narrow)[0]
        except UnreadableError:
            return narrow.decode("cp1252", "replace")

    def content(self, identifier: int) -> bytes:
        """A property of bytes; empty if it is not there."""
        return self._stream(f"__substg1.0_{identifier:04X}0102")

    def time(self, identifier: int) -> str:
        """A moment in UTC (hundreds of nanoseconds since 1601), in ISO form; empty if none."""
        value = self._value(identifier, 0x0040)
        if not value:
            return ""
        moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=value // 10)
        return moment.isoformat(timespec="minutes")

    def _number(self, identifier: int) -> int:
        return self._value(identifier, 0x0003) & 0xFFFFFFFF

    def _value(self, identifier: int, kind: int) -> int:
        for kind_there, name, _, value in struct.iter_unpack(
            "<HHIQ", self._fixed[: len(self._fixed) // 16 * 16]
        ):
            if (name, kind_there) == (identifier, kind):
                return int(value)
        return 0

    def _stream(self, name: str) -> bytes:
        storage = self._storage
        path = self._folder + name
        if not storage.exists(path):  # type: ignore[attr-defined]
            return b""
        content: bytes = storage.openstream(path).read()  # type: ignore[attr-defined]
        return content


def _attachments(storage: object, message: _Properties) -> Iterator[Member]:
    folders = sorted(
        {
            entry[0]
            for entry in storage.listdir()  # type: ignore[attr-defined]
            if re.fullmatch(r"__attach_version1\.0_#[0-9A-F]{8}", entry[0])
        }
    )
    for number, folder in enumerate(folders, start=1):
        properties = _Properties(storage, folder, message.code_page)
        name = properties.text(0x3707) or properties.text(0x3704) or f"attachment-{number}"
        content = properties.content(0x3701)
        if content:
            yield Member(label(name), content)
        else:
            yield Member(label(name), reason="unsupported_type", detail="a message in a message")


def _header(message: EmailMessage, name: str) -> str:
    """A line of the head as it is written, encoded words decoded, nothing put in order."""
    written = next((v for k, v in message.raw_items() if k.lower() == name.lower()), "")
    raw = re.sub(r"\r?\n[ \t]+", " ", str(written))
    if not raw.isascii():
        from custodes.reading.characters import decode

        raw = decode(raw.encode("utf-8", "surrogateescape"))[0]
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError, HeaderParseError):
        return raw


def _content(part: MIMEPart) -> str:
    try:
        # strictly: without a charset, or with a wrong one, the library would drop what is not ASCII
        return str(part.get_content(errors="strict"))
    except (LookupError, ValueError):
        payload = part.get_payload(decode=True)
        from custodes.reading.characters import decode

        return decode(payload)[0] if isinstance(payload, bytes) and payload else ""


def _head(head: Mapping[str, str]) -> Iterator[Draft]:
    for name, words in head.items():
        shown = squeeze(clean_characters(words))
        if shown and name == "Subject":
            yield Draft("title", shown)
        elif shown:
            yield Draft("paragraph", f"{name}: {shown}")


def _body(text: str, subtype: str) -> list[Draft]:
    from custodes.reading.html import read_html
    from custodes.reading.plain import read_plain

    if not text.strip():
        return []
    drafts = read_html(text).drafts if subtype == "html" else read_plain(text).drafts
    for draft in drafts:
        if draft.kind == "title":
            draft.kind, draft.level = "heading", 1
    return drafts


def _stated(head: Mapping[str, str]) -> dict[str, str]:
    stated = {"title": head["Subject"], "author": head["From"], "published": head["Date"]}
    return {name: squeeze(clean_characters(words)) for name, words in stated.items() if words}
