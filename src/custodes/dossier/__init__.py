"""Released claims and findings come in, the files of a dossier go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custodes.dossier.pages import write_dossier, write_findings

__all__ = ["write_dossier", "write_findings"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: Jinja2 takes its time."""
    if name in __all__:
        from custodes.dossier import pages

        return getattr(pages, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
