"""A pipeline for the tests of the case: lines of text, and files that misbehave on demand."""

import ctypes
import dataclasses
import hashlib
import io
import os
import socket
import time
import zipfile

from custodes.case import Processed
from custodes.case.pipeline import Read
from custodes.model import Block, Claim, Document, Mention, Text, UnreadableError
from custodes.reading.drafts import Member


def process(untrusted_bytes: bytes, name: str, origin: str, read: Read) -> Processed:
    """One claim a line that has the word ``says``; what else a file holds may be an order."""
    content = untrusted_bytes.decode().strip()
    order = content.partition(" ")[0]
    if order == "CRASH":
        ctypes.string_at(0)
    if order == "EXIT":
        os._exit(3)
    if order == "HANG":
        time.sleep(600)
    while order == "SPIN":
        pass
    if order == "FAULT":
        raise RuntimeError("a fault of ours")
    if order == "ENCRYPTED":
        raise UnreadableError("encrypted", "needs a password")
    if order == "HUNGRY":
        bytearray(64 << 30)
    if order == "PRINT":
        print("noise " * 10_000, flush=True)
        os.write(1, b"noise on the descriptor")
    if order == "DIAL":
        with socket.socket() as telephone:
            telephone.connect(("192.0.2.1", 80))
    if order == "WRITE":
        with open(content.partition(" ")[2], "w") as target:  # noqa: PTH123
            target.write("what a reader must not do")
    if order == "SLOW":
        time.sleep(0.1)
    sha256 = hashlib.sha256(untrusted_bytes).hexdigest()
    blocks, mentions, claims, start = [], [], [], 0
    for line in content.split("\n"):
        end = start + len(line)
        blocks.append(Block("paragraph", start, end))
        start = end + 1
    text = Text(content, tuple(blocks))
    for block in blocks:
        line = content[block.start : block.end]
        if " says " in line:
            who = text.span(block.start, block.start + line.index(" says "))
            mentions.append(Mention(who, "agency"))
            claims.append(
                Claim(
                    document=sha256,
                    type="measure",
                    quote=text.span(block.start, block.end),
                    roles={"actor": (mentions[-1],)},
                    stance="denies" if " not " in line else "asserts",
                    extractor="small",
                    extractor_version="1",
                )
            )
    if order == "WRONG":
        sha256 = "0" * 64
    document = Document(sha256, "text/plain", name, len(untrusted_bytes), origin, title=name)
    return Processed(document, text, tuple(mentions), tuple(claims))


def process_locked(untrusted_bytes: bytes, name: str, origin: str, read: Read) -> Processed:
    """The same, but it has the password."""
    plain = process(untrusted_bytes.removeprefix(b"ENCRYPTED "), name, origin, read)
    document = dataclasses.replace(
        plain.document, sha256=hashlib.sha256(untrusted_bytes).hexdigest()
    )
    return dataclasses.replace(plain, document=document, claims=())


def process_members(untrusted_bytes: bytes, name: str, origin: str, read: Read) -> Processed:
    """The same, and the members of ZIP archives."""
    if not zipfile.is_zipfile(io.BytesIO(untrusted_bytes)):
        return process(untrusted_bytes, name, origin, read)
    with zipfile.ZipFile(io.BytesIO(untrusted_bytes)) as archive:
        members = tuple(Member(one, archive.read(one)) for one in archive.namelist())
    sha256 = hashlib.sha256(untrusted_bytes).hexdigest()
    document = Document(sha256, "application/zip", name, len(untrusted_bytes), origin)
    return Processed(document, Text(""), (), (), members)


def process_in_sandbox(untrusted_bytes: bytes, name: str, origin: str, read: Read) -> Processed:
    """The same of what the sandbox read; archives are as the reading room has them."""
    reading = read(untrusted_bytes, name, origin)
    if reading.members:
        return Processed(reading.document, reading.text, (), (), reading.members)
    return process(untrusted_bytes, name, origin, read)
