"""Whether the data files of the languages can be read, those that a user adds among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from custodes.language.extension import added_languages
from custodes.model import Block, Document, Text

SAMPLES = (
    "北岭市公安局去年安装了1200个摄像头，约三成用于人脸识别。",
    "The Marlow County Police installed 1,200 cameras in March 2021, about a third of all.",
)
"""One sentence a language; reading them asks for every list that there is."""


def loaders() -> Iterator[Callable[[], object]]:
    """What reads the data files, a part at a time; each raises CustodesError for a bad one."""
    from custodes.language import taxonomy
    from custodes.language.en import knowledge as english
    from custodes.language.en import numerals as english_numerals
    from custodes.language.en import quantity_grammar as english_grammar
    from custodes.language.listed.knowledge import listed
    from custodes.language.zh import date_grammar as chinese_dates
    from custodes.language.zh import knowledge as chinese
    from custodes.language.zh import numerals as chinese_numerals
    from custodes.language.zh import quantity_grammar as chinese_grammar

    yield taxonomy.entries
    yield chinese.lexicon
    yield chinese.divisions
    yield chinese_numerals.characters
    yield chinese_grammar.grammar
    yield chinese_dates.periods
    yield chinese_dates.relatives
    yield lambda: english.hits(SAMPLES[1])
    yield english.place_endings
    yield english_numerals.words
    yield english_grammar.grammar
    for code in added_languages():
        yield partial(listed, code)
    for sample in SAMPLES:
        yield partial(_analysed, sample)


def as_document(sample: str) -> tuple[Document, Text]:
    """A sample as a document of one paragraph."""
    text = Text(sample, (Block("paragraph", 0, len(sample)),))
    return Document(sha256="0" * 64, media_type="text/plain", name=""), text


def _analysed(sample: str) -> None:
    from custodes.language.analysing import analyse
    from custodes.language.en import name_like as english
    from custodes.language.zh import name_like as chinese

    analyse(*as_document(sample))
    for language in (chinese, english):
        list(language.find(sample))
