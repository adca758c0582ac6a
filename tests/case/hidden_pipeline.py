"""A pipeline for tests: what the real reader reads, and one claim a block that has ``says``."""

import hashlib

from custodes.case import Processed
from custodes.case.pipeline import Read
from custodes.model import Claim


def process(untrusted_bytes: bytes, name: str, origin: str, read: Read) -> Processed:
    reading = read(untrusted_bytes, name, origin)
    sha256 = hashlib.sha256(untrusted_bytes).hexdigest()
    claims = tuple(
        Claim(document=sha256, type="measure", quote=reading.text.span(b.start, b.end))
        for b in reading.text.body()
        if " says " in reading.text.content[b.start : b.end]
    )
    return Processed(reading.document, reading.text, (), claims)
