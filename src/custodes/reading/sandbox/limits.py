"""How much one original may take of the machine."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

PATIENCE = 4
"""So many times its processor time a child may take by the clock: the machine may be busy."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``memory`` and ``output`` in bytes, ``seconds`` of processor time, all for one original.

    ``page_seconds`` are added for each page that is read by text recognition.

    Memory is address space: what the warm server has mapped counts too.
    """

    memory: int = 4 << 30
    seconds: float = 120.0
    output: int = 512 << 20
    page_seconds: float = 20.0

    def with_pages(self, pages: int) -> Limits:
        """The same with the time that so many pages of pictures take."""
        return dataclasses.replace(self, seconds=self.seconds + pages * self.page_seconds)
