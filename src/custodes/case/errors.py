"""What can go wrong with a case; the doors turn each into words and an exit status."""

from __future__ import annotations

from pathlib import Path

from custodes.model import CustodesError


class CaseError(CustodesError):
    """Something about the case or its storage stopped the work."""


class WrongArgumentError(CaseError):
    """What was asked for cannot be: a path that is not there, a name that is taken."""


class NotACaseError(WrongArgumentError):
    """The folder is no case, or one that this version must not open."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} is not a case that can be opened: {why}. "
            f"Give the folder that 'custodes init' made."
        )


class CaseExistsError(WrongArgumentError):
    """A new case was to be made where something is already."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} exists already and is not an empty folder. "
            f"Choose another name, or use it as it is with 'custodes add {path} …' if it is a case."
        )


class NothingToAddError(WrongArgumentError):
    """The paths hold no file that could be taken in."""


class CaseBusyError(CaseError):
    """Another process is adding to the same case."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"another process is changing {path} right now. Wait until it has finished, "
            f"then run the same command again."
        )


class ReadOnlyCaseError(CaseError):
    """The case was opened from a place that cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} cannot be written, so nothing can be added or decided in it. "
            f"Copy the whole folder to a place of your own and use the copy."
        )


class StorageFullError(CaseError):
    """The disk, or the quota on it, is full; what was committed before is safe."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"the disk that holds {path} is full. Everything finished so far is safe; "
            f"free some space and run the same command again to go on."
        )


class AddInterrupted(KeyboardInterrupt):
    """Ctrl-C during ``add``: the workers are ended, what was finished stays.

    ``done`` of ``total`` files were finished.
    """

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total} done")
        self.done = done
        self.total = total
