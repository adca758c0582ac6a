"""A document's text comes in, its Analysis goes out: the whole of the language room, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from custodes.language import linking
from custodes.language.analysis import Analysis, Segment, Word
from custodes.language.names import Name, Prepared, recognised, repeated
from custodes.language.recogniser import recogniser
from custodes.language.segments import clauses, sentences
from custodes.model import DateInterval, Document, Mention, Text

MODELS = Path(__file__).parent
"""Where the fitted models are: ``zh/names.crfsuite`` and ``en/names.crfsuite``."""

LANGUAGES = ("zh", "en")
"""The languages that have a folder here."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")


class _Language(Protocol):
    """What the folder of a language offers in its module ``names``."""

    def prepare(self, content: str, sentences: Sequence[Segment]) -> list[Prepared]: ...

    def finish(self, content: str, start: int, end: int, names: Iterable[Name]) -> list[Name]: ...


def analyse(document: Document, text: Text, models: Path | None = None) -> Analysis:
    """All that the body of a text holds: sentences, clauses, words and mentions.

    Each block is read in the language it is written in. ``models`` is a folder laid out as
    ``MODELS``, with models to use instead of those that come with custodes. Raises ModelError
    where it holds none.
    """
    found = sentences(text)
    words: list[Word] = []
    names: dict[str, list[Name]] = {}
    mentions: list[Mention] = []
    written = [block_language(text.content[b.start : b.end]) for b in text.blocks]
    for language in LANGUAGES:
        part = [sentence for sentence in found if written[sentence.block] == language]
        if not part:
            continue
        module = _module(language)
        model = recogniser((models or MODELS) / language / "names.crfsuite")
        prepared = module.prepare(text.content, part)
        known: list[Name] = []
        for sentence, ready in zip(part, prepared, strict=True):
            raw = recognised(ready, model)
            known += module.finish(text.content, sentence.start, sentence.end, raw)
            mentions += _figures(text, language, sentence, document.published)
        names[language] = [*known, *repeated(text.content, known, prepared)]
        words += (word for ready in prepared for word in ready.words)
    mentions += linking.mentions(text, names)
    mentions.sort(key=lambda mention: (mention.span.start, mention.span.end, mention.kind))
    words.sort(key=lambda word: word.start)
    return Analysis(found, clauses(text, found), tuple(words), tuple(mentions))


def block_language(content: str) -> str:
    """``zh`` where Chinese characters carry at least a third of what is written, else ``en``."""
    han = len(_HAN.findall(content))
    return "zh" if han and han * 2 >= len(_LATIN.findall(content)) else "en"


def _module(language: str) -> _Language:
    if language == "zh":
        from custodes.language.zh import names as chinese

        return chinese
    from custodes.language.en import names as english

    return english


def _figures(
    text: Text, language: str, sentence: Segment, published: DateInterval | None
) -> Iterator[Mention]:
    """The quantities and dates of one sentence."""
    if language == "zh":
        from custodes.language.zh import dates, quantities
    else:
        from custodes.language.en import dates, quantities  # type: ignore[no-redef]
    for start, end, quantity in quantities.find(text.content, sentence.start, sentence.end):
        yield Mention(text.span(start, end), "quantity", quantity=quantity)
    for start, end, interval in dates.find(text.content, sentence.start, sentence.end, published):
        yield Mention(text.span(start, end), "date", dates=interval)
