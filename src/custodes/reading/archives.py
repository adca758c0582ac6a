"""Archives in, their members out: each a document of its own that knows its container.

Nothing is unpacked to a disk: a member's path is a label and leads nowhere. Links, devices, locked
and damaged members are listed with a reason.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, Final, Literal

from custodes.model import UnreadableError
from custodes.reading import limits
from custodes.reading.detection import MEDIA_TYPES
from custodes.reading.drafts import Draft, Member, Original, clean_characters, squeeze

BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
)


class _Allowance:
    """How many bytes and members the rest of a container may still have."""

    def __init__(self) -> None:
        self.bytes = limits.EXPANDED_BYTES
        self.members = limits.MEMBERS

    def take(self, name: str, stream: IO[bytes], stated: int = 0) -> Member:
        """A member with the bytes of the stream, as far as they are within the allowance.

        One that by its ``stated`` size is not, is not unpacked to see: a thousand bombs in one
        archive would each take as long as all that may be unpacked.
        """
        self.members -= 1
        if self.members < 0:
            raise UnreadableError("too_large", f"more than {limits.MEMBERS} members")
        if stated > self.bytes:
            return Member(name, reason="too_large", detail="unpacked members")
        try:
            content = stream.read(self.bytes + 1)
        except BROKEN as error:
            return Member(name, reason="damaged", detail=str(error))
        if len(content) > self.bytes:
            return Member(name, reason="too_large", detail="unpacked members")
        self.bytes -= len(content)
        return Member(name, content)


def read_zip(untrusted_bytes: bytes) -> Original:
    """Read a ZIP archive; raises UnreadableError ``damaged``, ``too_large`` or ``empty``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(untrusted_bytes))
    except BROKEN as error:
        raise UnreadableError("damaged", f"ZIP: {error}") from error
    return _original("zip", _zip_members(archive))


def read_tar(untrusted_bytes: bytes) -> Original:
    """Read a TAR archive, plain or compressed; raises UnreadableError as ``read_zip``."""
    try:
        archive = tarfile.open(fileobj=io.BytesIO(untrusted_bytes), mode="r:*")  # noqa: SIM115
    except BROKEN as error:
        raise UnreadableError("damaged", f"TAR: {error}") from error
    return _original("tar", _tar_members(archive))


def read_compressed(untrusted_bytes: bytes, name: str) -> Original:
    """Read one compressed file (gzip, bzip2, xz) as an archive of one member.

    Raises UnreadableError as ``read_zip``.
    """
    unpack: Any = lzma.open
    if untrusted_bytes.startswith(b"\x1f\x8b"):
        unpack = gzip.open
    elif untrusted_bytes.startswith(b"BZh"):
        unpack = bz2.open
    inner = label(name.rpartition(".")[0] or name)
    with unpack(io.BytesIO(untrusted_bytes)) as stream:
        return _original("compressed", iter([_Allowance().take(inner, stream)]))


def is_tar(untrusted_bytes: bytes) -> bool:
    """Whether the bytes, unpacked where they are compressed, are a TAR archive."""
    try:
        with tarfile.open(fileobj=io.BytesIO(untrusted_bytes), mode="r:*") as archive:
            return archive.next() is not None
    except BROKEN:
        return False


def _zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    allowance = _Allowance()
    for entry in archive.infolist():
        name = label(entry.filename)
        if entry.is_dir():
            continue
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            yield Member(name, reason="not_a_file", detail="a link")
            continue
        if entry.flag_bits & 1:
            yield Member(name, reason="encrypted")
            continue
        try:
            with archive.open(entry) as stream:
                yield allowance.take(name, stream, entry.file_size)
        except (NotImplementedError, RuntimeError) as error:
            yield Member(name, reason="unsupported_type", detail=str(error))
        except BROKEN as error:
            yield Member(name, reason="damaged", detail=str(error))


def _tar_members(archive: tarfile.TarFile) -> Iterator[Member]:
    allowance = _Allowance()
    try:
        for entry in archive:
            name = label(entry.name)
            if entry.isdir():
                continue
            stream = archive.extractfile(entry) if entry.isreg() else None
            if stream is None:
                yield Member(name, reason="not_a_file", detail="a link or device")
                continue
            yield allowance.take(name, stream, entry.size)
    except BROKEN as error:
        yield Member("…", reason="damaged", detail=str(error))


def label(untrusted_path: str) -> str:
    """A member's path as it is shown: one line, no control characters, never empty."""
    return squeeze(clean_characters(untrusted_path.replace("\n", " ")))[:500] or "…"


def _original(kind: Literal["zip", "tar", "compressed"], found: Iterator[Member]) -> Original:
    members = tuple(found)
    if not members:
        raise UnreadableError("empty", "an archive without files")
    return Original(MEDIA_TYPES[kind], listed(members), members=members)


def listed(members: tuple[Member, ...]) -> list[Draft]:
    """What a container says by itself: the names of its members, no prose of anybody's."""
    return [Draft("boilerplate", member.name, region="navigation") for member in members]
