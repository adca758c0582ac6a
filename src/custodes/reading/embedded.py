"""Files that an office file carries within it: each is a document of its own, read in its turn.

Sources: ECMA-376 part 1, 15.2.10 and 15.2.11 (embedded packages and objects); [MS-OLEDS] 2.3.6 and
the stream ``\\x01Ole10Native`` of objects made by the Object Packager.
"""

from __future__ import annotations

import io
import re
import struct
from typing import Any, Final

from custodes.model import UnreadableError
from custodes.reading.archives import label
from custodes.reading.detection import container, ole_format
from custodes.reading.docx_package import Package
from custodes.reading.drafts import Member

_EMBEDDED: Final = re.compile(r"(?:word|ppt|xl)/embeddings/([^/]+)")
_STREAMS: Final = ("Package", "CONTENTS")
"""Where an object of another programme has its whole file."""
_NATIVE: Final = "\x01Ole10Native"


def embedded_members(package: Package) -> tuple[Member, ...]:
    """The files embedded in an office file, by the names of their parts; raises UnreadableError
    ``too_large`` or ``damaged`` where a part cannot be unpacked."""
    found = []
    for part in sorted(package.names):
        match = _EMBEDDED.fullmatch(part)
        untrusted_bytes = package.read(part) if match else None
        if match and untrusted_bytes:
            found.append(_member(label(match[1]), untrusted_bytes))
    return tuple(found)


def _member(name: str, untrusted_bytes: bytes) -> Member:
    if container(untrusted_bytes) != "ole":
        return Member(name, untrusted_bytes)
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(untrusted_bytes)) as storage:
            if storage.exists(_NATIVE):
                return _packaged(name, storage.openstream(_NATIVE).read())
            for stream in _STREAMS:
                if storage.exists(stream):
                    return Member(name, storage.openstream(stream).read())
    except (OSError, ValueError, IndexError, TypeError, struct.error) as error:
        return Member(name, reason="damaged", detail=f"{type(error).__name__}: {error}")
    try:
        ole_format(untrusted_bytes)
    except UnreadableError as error:
        return Member(name, reason=error.reason, detail="an embedded object")
    return Member(name, untrusted_bytes)


def _packaged(part: str, untrusted_native: bytes) -> Member:
    """A file as the Object Packager wraps it: its name, where it came from, and its bytes."""
    stream = io.BytesIO(untrusted_native)
    _size, kind = struct.unpack("<IH", stream.read(6))
    if kind != 2:
        raise ValueError("no packaged file")
    name = _string(stream)
    _string(stream)  # where it lay
    stream.read(4)
    (length,) = struct.unpack("<I", stream.read(4))
    stream.read(length)  # where it lay while it was wrapped
    (size,) = struct.unpack("<I", stream.read(4))
    content = stream.read(size)
    if len(content) != size:
        raise ValueError("the packaged file is cut off")
    name = name.rpartition("\\")[2].rpartition("/")[2]
    return Member(label(f"{part}/{name}" if name else part), content)


def _string(stream: Any) -> str:
    found = bytearray()
    while (byte := stream.read(1)) not in (b"", b"\0"):
        found += byte
    try:
        return found.decode("ascii")
    except UnicodeDecodeError:
        return found.decode("gb18030", "replace")
