"""Released claims and findings come in, the files of a dossier go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custodes.dossier.pages import write_dossier

__all__ = ["write_dossier"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: Jinja2 takes its time."""
    if name == "write_dossier":
        from custodes.dossier.pages import write_dossier

        return write_dossier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
