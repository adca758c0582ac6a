"""All routes of the workbench, found by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from custodes.workbench.rendering import page_modules

OWN = (("GET", "/"), ("POST", "/language"), ("GET", "/static/{path:path}"))


def all_routes() -> Iterator[tuple[str, str]]:
    """Method and path of every route, with its blanks."""
    yield from OWN
    for name in page_modules():
        router = import_module(f"custodes.workbench.pages.{name}").router
        for route in router.routes:
            for method in sorted(route.methods):
                yield method, route.path


def filled(path: str) -> str:
    """A path with something in each blank."""
    parts = []
    for part in path.split("/"):
        parts.append("a" if part.startswith("{") and part.endswith("}") else part)
    return "/".join(parts)
