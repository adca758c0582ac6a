"""A stranger's file stops nothing but itself: whatever goes wrong with it becomes a reason."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from custodes.model import UnreadableError


@contextlib.contextmanager
def as_unreadable() -> Iterator[None]:
    """A block out of which nothing comes but UnreadableError."""
    try:
        yield
    except UnreadableError:
        raise
    except MemoryError as error:
        raise UnreadableError("too_large", "out of memory") from error
    except Exception as error:
        raise UnreadableError("failed", f"{type(error).__name__}: {error}") from error
