"""What lies under the paths that a user gave: files to take in, and what is left alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from custodes.case.errors import NothingToAddError, WrongArgumentError
from custodes.case.reports import Failure, Skipped
from custodes.case.sources import readable_name

HIDDEN_NAMES = ("Thumbs.db", "desktop.ini")


class Intake:
    """The files under some paths, in sorted order, each once; what was skipped and what failed.

    A path that the user named is taken whatever it is called, a link among them; inside folders
    hidden files and links are skipped, so that a folder cannot pull in what lies outside of it,
    and so is whatever we wrote ourselves (``own``).
    """

    def __init__(self, own: Iterable[Path] = ()) -> None:
        self._own = {_identity(path.stat()) for path in own if path.exists()}
        self._seen: set[str] = set()
        self._named: set[Path] = set()
        self.files: list[Path] = []
        self.skipped: list[Skipped] = []
        self.failures: list[Failure] = []

    def take(self, paths: Iterable[Path]) -> None:
        """Find the files under the paths.

        Raises WrongArgumentError for a path that is not there, before anything is done, and
        NothingToAddError if paths were given and none holds anything.
        """
        given = list(paths)
        self._named.update(given)
        found = [_looked_at(path) for path in given]
        for path, status in zip(given, found, strict=True):
            # a stack of our own: folders lie deeper in each other than calls may
            waiting = [(path, status)]
            while waiting:
                waiting += reversed(self._take(*waiting.pop()))
        if given and not self.files and not self.failures:
            where = ", ".join(map(str, given))
            beside = f" ({len(self.skipped)} hidden files or links left alone)"
            raise NothingToAddError(
                f"there are no files to take in under {where}{beside if self.skipped else ''}."
            )

    def is_named(self, path: Path) -> bool:
        """Whether the user named this very path, so that a link is followed."""
        return path in self._named

    def _take(self, path: Path, status: os.stat_result) -> list[tuple[Path, os.stat_result]]:
        """Take in a file; what lies in it, for a folder, in order."""
        if stat.S_ISDIR(status.st_mode):
            if _identity(status) not in self._own:
                return list(self._walk(path))
            self._skip(path, "own")
        elif not stat.S_ISREG(status.st_mode):
            self._skip(path, "special")
        elif (key := os.path.realpath(path)) not in self._seen:
            self._seen.add(key)
            self.files.append(path)
        return []

    def _skip(self, path: Path, reason: str) -> None:
        self.skipped.append(Skipped(readable_name(path), reason))

    def _fail(self, path: Path, error: OSError) -> None:
        place, name = readable_name(path.absolute()), readable_name(path.name)
        self.failures.append(Failure(place, name, "not_accessible", error.strerror or ""))

    def _walk(self, folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._fail(folder, error)
            return
        for entry in found:
            path = folder / entry.name
            if entry.is_symlink():
                self._skip(path, "link")
            elif entry.name.startswith(".") or entry.name in HIDDEN_NAMES:
                self._skip(path, "hidden")
            else:
                try:
                    yield path, entry.stat(follow_symlinks=False)
                except OSError as error:  # gone since the folder was listed
                    self._fail(path, error)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _looked_at(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise WrongArgumentError(f"there is no file or folder {readable_name(path)}.") from error
    except OSError as error:
        raise WrongArgumentError(
            f"{readable_name(path)} cannot be looked at: {error.strerror}."
        ) from error
