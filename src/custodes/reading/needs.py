"""What reading asks of whoever starts it: one thread a process, and leave to recognise pictures."""

from __future__ import annotations

from typing import Final

from custodes.model import UnreadableError

ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
"""Settings of the environment that keep numerical libraries from starting threads as they load.

A process that has threads cannot be forked safely, and a sandbox lets none be started.
"""


class NeedsRecognitionError(UnreadableError):
    """So many ``pages`` are pictures, and whoever asked did not want them recognised."""

    def __init__(self, pages: int) -> None:
        super().__init__("no_text_layer", f"{pages} pages")
        self.pages = pages
