"""Pictures of pages, drawn when they are looked at and kept in memory for a while.

Nothing of them is written anywhere, and what belongs to a document that is no longer in the case
is dropped before the next picture is given out.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from custodes.model import UnreadableError
from custodes.reading.sandbox import Limits, SandboxedReader, SandboxError

KEPT_BYTES = 64 << 20
"""How much is kept; the pictures looked at last stay."""
SECONDS = 20.0
"""Processor time for one page."""
SECONDS_TO_CLOSE = 0.5


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a PNG file, and the page's width and height in the unit of boxes."""

    png: bytes
    page_width: float
    page_height: float
    pages: int


Key = tuple[str, int, int]


class PagePictures:
    """Draws pages in a sandbox of its own, one at a time; for all threads."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes = kept_bytes
        self._lock = threading.Lock()
        self._sandbox: SandboxedReader | None = None
        self._getting_ready = False
        self._kept: OrderedDict[Key, PagePicture] = OrderedDict()
        self._refused: dict[Key, UnreadableError] = {}

    def get(self, sha256: str, page: int, width: int, original: Callable[[], bytes]) -> PagePicture:
        """The picture of a page (from 1); ``original`` gives the bytes where it must be drawn.

        Raises UnreadableError, and SandboxError where no page can be drawn on this system.
        """
        key = (sha256, page, width)
        with self._lock:
            if key in self._refused:
                raise self._refused[key]
            picture = self._kept.pop(key, None)
            if picture is None:
                picture = self._drawn(key, original())
            self._kept[key] = picture
            size = sum(len(one.png) for one in self._kept.values())
            while size > self._kept_bytes and len(self._kept) > 1:
                size -= len(self._kept.popitem(last=False)[1].png)
            return picture

    def get_ready(self) -> None:
        """Start the sandbox, which takes a second, while somebody reads the text."""
        if self._sandbox is None and not self._getting_ready:
            self._getting_ready = True
            threading.Thread(target=self._start, daemon=True).start()

    def _start(self) -> None:
        with self._lock, contextlib.suppress(SandboxError):
            self._reader()

    def forget_all_but(self, is_held: Callable[[str], bool]) -> None:
        """Drop the pictures of documents that are not held any more."""
        with self._lock:
            for documents in (self._kept, self._refused):
                gone = [key for key in documents if not is_held(key[0])]
                for key in gone:
                    del documents[key]

    def close(self) -> None:
        """End the sandbox and forget every picture; one that is just starting ends with us."""
        if self._lock.acquire(timeout=SECONDS_TO_CLOSE):
            try:
                self._kept.clear()
                if self._sandbox is not None:
                    self._sandbox.close()
                    self._sandbox = None
            finally:
                self._lock.release()

    def _drawn(self, key: Key, untrusted_bytes: bytes) -> PagePicture:
        _, page, width = key
        try:
            image = self._reader().page_image(untrusted_bytes, page, width)
        except SandboxError:
            # it may have been killed: one more
            self._reader(anew=True)
            image = self._reader().page_image(untrusted_bytes, page, width)
        except UnreadableError as error:
            self._refused[key] = error
            raise
        return PagePicture(image.png(), image.page_width, image.page_height, image.pages)

    def _reader(self, anew: bool = False) -> SandboxedReader:
        if anew and self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None
        if self._sandbox is None:
            self._sandbox = SandboxedReader(Limits(seconds=SECONDS), spawned=True)
        return self._sandbox
