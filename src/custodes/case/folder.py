"""The folder of a case: case.toml, where things lie in it, and the lock against two writers."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from custodes.case import database
from custodes.case.errors import (
    CaseBusyError,
    CaseExistsError,
    NotACaseError,
    WrongArgumentError,
)

SETTINGS = "case.toml"
DATABASE = "case.db"
ORIGINALS = "originals"
SECRET_BYTES = 32
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Settings:
    """What case.toml says: the name of the case and the languages that it expects."""

    name: str
    languages: tuple[str, ...]


def create(path: Path, name: str, languages: Sequence[str]) -> None:
    """Make the folder of a new case, whole or not at all.

    Raises CaseExistsError where something other than an empty folder is, WrongArgumentError for
    a place that is not there or cannot be written, or a name or language that cannot be.
    """
    settings = _checked(Settings(name or path.absolute().name, tuple(languages)))
    parent = path.absolute().parent
    if path.is_symlink() or (path.exists() and not _is_empty_folder(path)):
        raise CaseExistsError(path)
    if not parent.is_dir():
        raise WrongArgumentError(f"there is no folder {parent} to make the case in. Make it first.")
    try:
        building = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=parent))
    except PermissionError as error:
        raise WrongArgumentError(f"the folder {parent} cannot be written by you.") from error
    except OSError as error:
        with database.storage_errors(path):
            raise WrongArgumentError(f"no case can be made in {parent}: {error.strerror}.") from (
                error
            )
    try:
        with database.storage_errors(path):
            (building / ORIGINALS).mkdir()
            database.create(building / DATABASE, secrets.token_bytes(SECRET_BYTES))
            (building / SETTINGS).write_text(_toml(settings), encoding="utf-8")
            building.replace(path.absolute())
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def read_settings(path: Path) -> Settings:
    """What the case.toml of the folder at ``path`` says; raises NotACaseError."""
    if not path.is_dir():
        why = "it is not a folder" if path.exists() else "there is nothing of that name"
        raise NotACaseError(path, why)
    for part in (SETTINGS, DATABASE, ORIGINALS):
        # a stranger's case must not lead writes or reads out of its own folder
        if (path / part).is_symlink():
            raise NotACaseError(path, f"its {part} is a link")
        if not (path / part).exists():
            raise NotACaseError(path, f"it has no {part}")
    try:
        untrusted = tomllib.loads((path / SETTINGS).read_text(encoding="utf-8"))
        untrusted_name, untrusted_languages = untrusted["name"], untrusted["languages"]
        if not isinstance(untrusted_name, str) or not isinstance(untrusted_languages, list):
            raise TypeError("name is text and languages a list")
        return _checked(Settings(untrusted_name, tuple(map(str, untrusted_languages))))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise NotACaseError(path, f"its case.toml does not read ({error})") from error
    except OSError as error:
        raise NotACaseError(path, f"its case.toml does not open ({error.strerror})") from error


def is_writable(path: Path) -> bool:
    """Whether the case in this folder can be written by whoever runs this."""
    return os.access(path, os.W_OK) and os.access(path / DATABASE, os.W_OK)


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the case for one writer; raises CaseBusyError at once if another process has it."""
    with (path / SETTINGS).open("rb") as settings:
        try:
            fcntl.flock(settings, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CaseBusyError(path) from error
        yield


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _checked(settings: Settings) -> Settings:
    if not settings.name.strip() or CONTROL.search(settings.name):
        raise WrongArgumentError(
            f"{settings.name!r} cannot be the name of a case: give one line of text."
        )
    if not settings.languages:
        raise WrongArgumentError("a case needs at least one language, such as zh or en.")
    for language in settings.languages:
        if not LANGUAGE.fullmatch(language):
            raise WrongArgumentError(f"{language!r} is not a language code such as zh or en.")
    return settings


def _toml(settings: Settings) -> str:
    # a JSON string without control characters is a TOML string
    name = json.dumps(settings.name, ensure_ascii=False)
    languages = json.dumps(settings.languages, ensure_ascii=False)
    return f"name = {name}\nlanguages = {languages}\n"
