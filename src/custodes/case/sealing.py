"""Sealing: a signature over the head of the custody log, which published tools can check.

A seal is a small text that names the case, the number and digest of the log's last line, and the
time, with a signature in the format of minisign (Ed25519), so that ``minisign -V`` checks it
without custodes. The key is the user's and stays outside of the case.

Format: https://jedisct1.github.io/minisign/ ("Signature format", "Public key format").
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.case.errors import CaseError, WrongArgumentError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FOLDER = "seals"
SIGNED = b"ED"  # the message is hashed with BLAKE2b-512 before it is signed
KEY = b"Ed"
KEY_IDENTIFIER_BYTES = 8
HEAD = re.compile(r"^custody line (\d+) ([0-9a-f]{64})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed head of the log: which line, its digest, when, and the public key in one line."""

    number: int
    digest: str
    time: str
    public_key: str
    file: str


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """The three files of a seal: what was signed, the signature, the public key."""

    statement: bytes
    signature: bytes
    public_key: str


def statement(name: str, number: int, digest: str, time: datetime.datetime) -> bytes:
    """The text that is signed."""
    return (
        f"custodes seal\ncase {name}\ncustody line {number} {digest}\n"
        f"time {time.isoformat(timespec='seconds')}\n"
    ).encode()


def make_key(path: Path) -> None:
    """Make a signing key in a new file that its owner alone can read (PKCS #8, PEM).

    Raises WrongArgumentError where a file is already.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise WrongArgumentError(f"there is a file {path} already. Name another.") from None
    except OSError as error:
        raise WrongArgumentError(f"{path} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def load_key(path: Path) -> Ed25519PrivateKey:
    """The signing key in a file; raises WrongArgumentError if it holds none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise WrongArgumentError(
            f"there is no key to be read at {path}: {error.strerror}. --new-key makes one."
        ) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise WrongArgumentError(f"{path} holds no signing key without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise WrongArgumentError(f"the key in {path} is not an Ed25519 key.")
    return key


def sign(key: Ed25519PrivateKey, message: bytes, comment: str) -> SealedFiles:
    """The message with its minisign signature; ``comment`` is signed too (one line)."""
    public = _public_bytes(key)
    identifier = hashlib.blake2b(public, digest_size=KEY_IDENTIFIER_BYTES).digest()
    signature = key.sign(hashlib.blake2b(message).digest())
    whole = key.sign(signature + comment.encode())
    text = (
        "untrusted comment: signature of a custodes case\n"
        f"{_base64(SIGNED + identifier + signature)}\n"
        f"trusted comment: {comment}\n"
        f"{_base64(whole)}\n"
    )
    return SealedFiles(message, text.encode(), _base64(KEY + identifier + public))


def keep(folder: Path, number: int, sealed: SealedFiles) -> Path:
    """Write the three files of a seal below the case's folder; the path of what was signed."""
    seals = folder / FOLDER
    seals.mkdir(exist_ok=True)
    name = seals / f"{number:08}-{hashlib.sha256(sealed.public_key.encode()).hexdigest()[:8]}"
    public = f"untrusted comment: minisign public key\n{sealed.public_key}\n"
    contents = {".pub": public.encode(), ".txt.minisig": sealed.signature, ".txt": sealed.statement}
    for ending, content in contents.items():
        building = name.with_name(name.name + ending + ".new")
        building.write_bytes(content)
        building.replace(name.with_name(name.name + ending))
    return name.with_name(name.name + ".txt")


def seals(folder: Path) -> Iterator[tuple[str, Seal | str]]:
    """Each seal of the case's folder by its file name: the Seal, or what is wrong with it."""
    for path in sorted((folder / FOLDER).glob("*.txt")):
        try:
            yield path.name, _checked(path)
        except CaseError as error:
            yield path.name, str(error)


def _checked(path: Path) -> Seal:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        message = path.read_bytes()
        lines = path.with_name(path.name + ".minisig").read_text("utf-8").split("\n")
        public_line = path.with_suffix(".pub").read_text("utf-8").split("\n")[1]
        signature, whole = base64.b64decode(lines[1]), base64.b64decode(lines[3])
        comment = lines[2].removeprefix("trusted comment: ")
        public = base64.b64decode(public_line)
        key = Ed25519PublicKey.from_public_bytes(public[2 + KEY_IDENTIFIER_BYTES :])
        start = 2 + KEY_IDENTIFIER_BYTES
        key.verify(signature[start:], hashlib.blake2b(message).digest())
        key.verify(whole, signature[start:] + comment.encode())
    except (OSError, ValueError, IndexError) as error:
        raise CaseError(f"the seal or its key is not whole ({error})") from error
    except InvalidSignature as error:
        raise CaseError("the signature does not fit what it signs") from error
    head = HEAD.search(message.decode("utf-8", "replace"))
    if head is None:
        raise CaseError("it names no line of a custody log")
    time = message.decode("utf-8", "replace").partition("\ntime ")[2].strip()
    return Seal(int(head[1]), head[2], time, public_line, path.name)


def short_head(digest: str) -> str:
    """The head of the log in groups of four, short enough to be read out or printed in an advert.

    The first 80 bits: to find another log with the same would take more work than there is.
    """
    return " ".join(digest[at : at + 4] for at in range(0, 20, 4))


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed process left half written among the seals."""
    for path in (folder / FOLDER).glob("*.new"):
        with contextlib.suppress(OSError):
            path.unlink()
