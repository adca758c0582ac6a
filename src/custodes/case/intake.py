"""What lies under the paths that a user gave: files to take in, and what is left alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from custodes.case.errors import NothingToAddError, WrongArgumentError
from custodes.case.reports import Failure, Skipped

HIDDEN_NAMES = ("Thumbs.db", "desktop.ini")


class Intake:
    """The files under some paths, in sorted order, each once; what was skipped and what failed.

    A path that the user named is taken whatever it is called, a link among them; inside folders
    hidden files and links are skipped, so that a folder cannot pull in what lies outside of it,
    and so is whatever we wrote ourselves (``own``).
    """

    def __init__(self, own: Iterable[Path] = ()) -> None:
        self._own = {path.resolve() for path in own}
        self._seen: set[str] = set()
        self.files: list[Path] = []
        self.skipped: list[Skipped] = []
        self.failures: list[Failure] = []

    def take(self, paths: Iterable[Path]) -> None:
        """Find the files under the paths.

        Raises WrongArgumentError for a path that is not there, before anything is done, and
        NothingToAddError if paths were given and none holds anything.
        """
        given = list(paths)
        for path in given:
            if not path.exists():
                raise WrongArgumentError(f"there is no file or folder {path}.")
        for path in given:
            self._take(path, path.stat().st_mode)
        if given and not self.files and not self.failures:
            where = ", ".join(map(str, given))
            beside = f" ({len(self.skipped)} hidden files or links left alone)"
            raise NothingToAddError(
                f"there are no files to take in under {where}{beside if self.skipped else ''}."
            )

    def _take(self, path: Path, mode: int) -> None:
        if stat.S_ISDIR(mode):
            if path.resolve() in self._own:
                self.skipped.append(Skipped(str(path), "own"))
            else:
                self._walk(path)
        elif not stat.S_ISREG(mode):
            self.skipped.append(Skipped(str(path), "special"))
        elif (key := os.path.realpath(path)) not in self._seen:
            self._seen.add(key)
            self.files.append(path)

    def _walk(self, folder: Path) -> None:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            detail = error.strerror or ""
            self.failures.append(Failure(str(folder), folder.name, "not_accessible", detail))
            return
        for entry in found:
            path = folder / entry.name
            if entry.is_symlink():
                self.skipped.append(Skipped(str(path), "link"))
            elif entry.name.startswith(".") or entry.name in HIDDEN_NAMES:
                self.skipped.append(Skipped(str(path), "hidden"))
            else:
                self._take(path, entry.stat(follow_symlinks=False).st_mode)
