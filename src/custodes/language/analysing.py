"""A document's text comes in, its Analysis goes out: the whole of the language room, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from custodes.language import linking
from custodes.language.analysis import Analysis, Segment, Word
from custodes.language.extension import added_languages
from custodes.language.judging import judge
from custodes.language.listed import figures
from custodes.language.listed import names as by_lists
from custodes.language.listed.knowledge import language_of
from custodes.language.names import Name, Prepared, apart_from, recognised, repeated
from custodes.language.recogniser import recogniser
from custodes.language.segments import clauses, sentences
from custodes.model import DateInterval, Document, Mention, Text

MODELS = Path(__file__).parent
"""Where the fitted models are: ``zh/names.crfsuite``, ``en/names.crfsuite``, ``judge.json``."""

LANGUAGES = ("zh", "en")
"""The languages that have a folder here, and models; a user's folder may add others by lists."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")


class _Language(Protocol):
    """What the folder of a language offers in its module ``names``."""

    def prepare(self, content: str, sentences: Sequence[Segment]) -> list[Prepared]: ...

    def finish(self, content: str, start: int, end: int, names: Iterable[Name]) -> list[Name]: ...

    def whole(self, content: str, name: Name) -> Name: ...

    def classes(self, word: str) -> tuple[str, ...]: ...


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
    weigh = judge(_weights(models)).accepted
    for language, part in by_language(text, found).items():
        if language not in LANGUAGES:
            names[language] = by_lists.names(text.content, part, language)
            words += by_lists.words(text.content, part)
            for sentence in part:
                mentions += _figures(text, language, sentence, document.published)
            continue
        possible, prepared = candidates(text, language, part, models)
        module = module_of(language)
        known = weigh(text.content, title(text), possible, prepared, module.classes)
        again = repeated(text.content, known, prepared)
        names[language] = [*known, *(module.whole(text.content, name) for name in again)]
        words += (word for ready in prepared for word in ready.words)
        for sentence in part:
            mentions += _figures(text, language, sentence, document.published)
    mentions += linking.mentions(text, names)
    mentions.sort(key=lambda mention: (mention.span.start, mention.span.end, mention.kind))
    words.sort(key=lambda word: word.start)
    return Analysis(found, clauses(text, found), tuple(words), tuple(mentions))


def candidates(
    text: Text, language: str, part: Sequence[Segment], models: Path | None = None
) -> tuple[list[Name], list[Prepared]]:
    """What may be a name in sentences written in one language, before it is judged.

    With it the sentences as the recogniser took them.
    """
    module = module_of(language)
    model = recogniser((models or MODELS) / language / "names.crfsuite")
    prepared = module.prepare(text.content, part)
    found: list[Name] = []
    for sentence, ready in zip(part, prepared, strict=True):
        raw, listed = recognised(ready, model)
        here = module.finish(text.content, sentence.start, sentence.end, raw)
        found += [*here, *apart_from(listed, here)]
    return found, prepared


def by_language(text: Text, found: Sequence[Segment]) -> dict[str, list[Segment]]:
    """The sentences by the language that their blocks are written in; no language without any."""
    written = [block_language(text.content[b.start : b.end]) for b in text.blocks]
    parts = {
        language: [sentence for sentence in found if written[sentence.block] == language]
        for language in (*LANGUAGES, *added_languages())
    }
    return {language: part for language, part in parts.items() if part}


def block_language(content: str) -> str:
    """``zh`` where Chinese characters carry at least a third of what is written, else ``en``.

    Or the code of an added language, where a passage holds more of its commonest words.
    """
    han = len(_HAN.findall(content))
    if han and han * 2 >= len(_LATIN.findall(content)):
        return "zh"
    return language_of(content) or "en"


def _weights(models: Path | None) -> Path:
    """The weights that go with the models; those that come with custodes where they bring none."""
    own = (models or MODELS) / "judge.json"
    return own if own.is_file() else MODELS / "judge.json"


def title(text: Text) -> int:
    """Where the first block ends (code points), 0 in an empty text."""
    return text.blocks[0].end if text.blocks else 0


def module_of(language: str) -> _Language:
    """What a language offers for names."""
    if language == "zh":
        from custodes.language.zh import names as chinese

        return chinese
    from custodes.language.en import names as english

    return english


def _figures(
    text: Text, language: str, sentence: Segment, published: DateInterval | None
) -> Iterator[Mention]:
    """The quantities and dates of one sentence."""
    where = (text.content, sentence.start, sentence.end)
    if language not in LANGUAGES:
        counted = figures.quantities(*where, language)
        dated = figures.dates(*where, language)
    elif language == "zh":
        from custodes.language.zh import dates, quantities

        counted, dated = quantities.find(*where), dates.find(*where, published)
    else:
        from custodes.language.en import dates as english_dates
        from custodes.language.en import quantities as english_quantities

        counted, dated = english_quantities.find(*where), english_dates.find(*where, published)
    for start, end, quantity in counted:
        yield Mention(text.span(start, end), "quantity", quantity=quantity)
    for start, end, interval in dated:
        yield Mention(text.span(start, end), "date", dates=interval)
