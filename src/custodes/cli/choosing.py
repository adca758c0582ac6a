"""Which document of a case a user means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custodes.case import Case


def the_one(case: Case, wanted: str) -> tuple[str, str]:
    """The SHA-256 and name of the one document that is meant.

    ``wanted`` is its file name or the beginning (four digits or more) of its SHA-256. Raises
    WrongArgumentError where that is none or several.
    """
    from custodes.case import WrongArgumentError

    there = {document.sha256: document.name for document in case.documents()}
    there |= {failure.sha256: failure.name for failure in case.failures() if failure.sha256}
    found = [
        (sha256, name)
        for sha256, name in there.items()
        if name == wanted or (len(wanted) >= 4 and sha256.startswith(wanted.lower()))
    ]
    if len(found) != 1:
        listed = "".join(f"\n  {sha256[:12]} {name}" for sha256, name in found)
        raise WrongArgumentError(
            f"{wanted!r} is {len(found)} documents; it must be one. 'custodes claims --json' and "
            f"'custodes status' name them by their SHA-256.{listed}"
        )
    return found[0]
