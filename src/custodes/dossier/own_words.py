"""What the dossier itself says, so that a word of the interface is not taken for a masked name."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

ENDINGS = (".toml", ".html", ".css", ".js")


@functools.cache
def own_words() -> str:
    """The text of all templates, word lists and assets, and of the taxonomy; nothing of a case."""
    texts = [path.read_text("utf-8") for path in _texts(files("custodes.dossier"))]
    texts.append(files("custodes.language").joinpath("taxonomy.toml").read_text("utf-8"))
    return "\0".join(texts)


def _texts(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _texts(path)
        elif path.name.endswith(ENDINGS):
            yield path
