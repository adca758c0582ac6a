"""The only writer outside a case: all of a folder or nothing, and nothing that is masked."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from custodes.model import CustodesError
from custodes.release.released import Released

MARKER = ".custodes"
"""A file of this name says that a folder was written here and may be replaced."""

_MARKER_TEXT = "Written by custodes. A folder with this file is replaced as a whole.\n"


class OutgoingError(CustodesError):
    """A folder or file that may not be written: where, why, and what to do."""


class Outgoing:
    """Writes files into ``directory``, all at once on leaving the ``with`` block without error.

    Until then they lie in a hidden folder beside it, and a crash leaves what was there before.
    An earlier folder of ours is replaced as a whole; any other that is not empty is refused with
    OutgoingError. ``own_words`` are the interface's words, which may happen to be somebody's name.
    """

    def __init__(self, directory: Path | str, released: Released, own_words: str = "") -> None:
        self.directory = Path(os.path.abspath(directory))  # noqa: PTH100 - links are not followed
        self._guard = released.guard
        if self._guard is not None and own_words:
            self._guard.allow(own_words)
        _must_be_replaceable(self.directory)
        try:
            self.directory.parent.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(self.directory)
            self._folder = Path(
                tempfile.mkdtemp(
                    prefix=_prefix(self.directory, os.getpid()), dir=self.directory.parent
                )
            )
        except OSError as error:
            raise OutgoingError(
                f"{self.directory} cannot be written: {error.strerror}. Choose another folder."
            ) from error
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abandon()

    def write(self, relative_name: str, content: str | bytes) -> None:
        """Add a file; ``relative_name`` has ``/`` between its parts and stays below the folder.

        Text is written as UTF-8 with the line ends it has. Raises LeakError if the name or the
        content holds what must not leave the case, OutgoingError for a name that leads elsewhere
        or was written before. Either way nothing of this folder is published.
        """
        path = self._folder / _safe(relative_name)
        if self._guard is not None:
            self._guard.check(relative_name, content)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError as error:
            raise OutgoingError(f"{relative_name} was written twice") from error

    def close(self) -> None:
        """Put everything in its place. After that nothing more can be written."""
        if self._closed:
            return
        (self._folder / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
        self._folder.chmod(0o755)
        _must_be_replaceable(self.directory)
        earlier = None
        if self.directory.exists():
            earlier = self._folder.with_name(self._folder.name + ".old")
            self.directory.rename(earlier)
        try:
            self._folder.rename(self.directory)
        except OSError:
            if earlier is not None:
                earlier.rename(self.directory)
            raise
        self._closed = True
        if earlier is not None:
            shutil.rmtree(earlier, ignore_errors=True)

    def abandon(self) -> None:
        """Remove what was written; what was there before stays."""
        if not self._closed:
            self._closed = True
            shutil.rmtree(self._folder, ignore_errors=True)


def write_file(
    path: Path | str, released: Released, content: str | bytes, own_words: str = ""
) -> None:
    """Write one file that leaves the case, whole or not at all; an existing one is replaced.

    ``own_words`` are those of the format itself, which say nothing of the case.

    Raises LeakError if the content or the file's name holds what must not leave.
    """
    target = Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed
    checked(released, content, target.name, own_words)
    data = content.encode() if isinstance(content, str) else content
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OutgoingError(f"{target} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def checked(
    released: Released, content: str | bytes, name: str = "output.txt", own_words: str = ""
) -> str | bytes:
    """The content, after the search for what must not leave; for standard output and downloads.

    Raises LeakError. ``name`` tells by its ending what kind of content it is; ``own_words`` are
    those of the format itself, which say nothing of the case.
    """
    if released.guard is not None:
        if own_words:
            released.guard.allow(own_words)
        released.guard.check(name, content)
    return content


def _safe(relative_name: str) -> PurePosixPath:
    path = PurePosixPath(relative_name)
    if (
        not path.parts
        or path.is_absolute()
        or any(part in {"..", "."} for part in relative_name.split("/"))
        or re.search(r'[\0-\x1f\\:*?"<>|]', relative_name)
        or path.parts[0] == MARKER
    ):
        raise OutgoingError(f"not a file name inside the folder: {relative_name!r}")
    return path


def _must_be_replaceable(directory: Path) -> None:
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise OutgoingError(f"{directory} is not a folder. Name one that does not exist yet.")
    if directory.is_dir() and not (directory / MARKER).is_file() and any(directory.iterdir()):
        raise OutgoingError(
            f"{directory} holds files that custodes did not write. Empty it or name another folder."
        )


def _prefix(directory: Path, process: int) -> str:
    return f".{directory.name}.custodes-{process}-"


def _remove_leftovers(directory: Path) -> None:
    """Remove what processes that were killed left of this folder."""
    pattern = re.compile(re.escape(f".{directory.name}.custodes-") + r"(\d+)-")
    for leftover in directory.parent.iterdir():
        match = pattern.match(leftover.name)
        if match and not is_running(int(match[1])):
            shutil.rmtree(leftover, ignore_errors=True)


def is_running(process: int) -> bool:
    """Whether there is a process of this number, ours or not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
