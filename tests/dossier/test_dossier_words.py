"""The interface's words: the same keys in each language, none missing and none idle."""

from __future__ import annotations

import re
from importlib.resources import files
from string import Formatter
from typing import get_args

import pytest

from custodes.dossier.voices import KINDS
from custodes.dossier.words import LANGUAGES, Count, Words, load_words
from custodes.model import ClaimType, CustodesError, DocumentKind, RoleName, Stance, Status

ROOM = files("custodes.dossier")
_WHOLE = re.compile(r"""(?:\bw\(|words\(|entries\[)f?"([a-z_.]+)"\s*[\])," ]?""")
_STEM = re.compile(r"""(?:\bw\(|words\(|entries\[|fixed\()f?"([a-z_.]+)(?:"\s*~|\{|"\))""")


def sources() -> str:
    texts = [
        p.read_text("utf-8")
        for folder in (ROOM, ROOM.joinpath("audits"))
        for p in folder.iterdir()
        if p.name.endswith(".py")
    ]
    texts += [p.read_text("utf-8") for p in ROOM.joinpath("templates").iterdir()]
    return "\n".join(texts)


def test_every_language_has_the_same_keys_in_the_same_order() -> None:
    first, *others = (list(load_words(language).entries) for language in LANGUAGES)
    for other in others:
        assert other == first


def test_blanks_of_a_key_are_the_same_in_every_language() -> None:
    english = load_words("en").entries
    for language in LANGUAGES:
        for key, text in load_words(language).entries.items():
            blanks = {name for _, name, _, _ in Formatter().parse(text) if name}
            wanted = {name for _, name, _, _ in Formatter().parse(english[key]) if name}
            assert blanks <= wanted, f"{language}: {key}"


def test_every_key_that_code_and_templates_ask_for_exists() -> None:
    entries = load_words("en").entries
    text = sources()
    for key in set(_WHOLE.findall(text)):
        if not key.endswith((".", "_")):
            # the page of an audit may ask for its own words without their beginning
            known = any(entry.startswith(key) or f".{key}" in entry for entry in entries)
            assert known, key


def test_no_key_is_idle() -> None:
    text = sources()
    whole = set(_WHOLE.findall(text))
    stems = tuple(stem for stem in _STEM.findall(text) if stem.endswith("."))
    for key in load_words("en").entries:
        if re.match(r"audit\.[a-z]+\.(?:name$|figure\.|parameter\.)|verdict\.", key):
            continue  # asked for by what a finding holds
        own = re.sub(r"^audit\.[a-z]+\.", "", key)
        used = (
            key in whole
            or own in whole
            or key.startswith(stems)
            or own.startswith(stems)
            or f'"{key}"' in text
            or f'"{own}"' in text
        )
        assert used, f"nothing uses {key}"


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("type", get_args(ClaimType)),
        ("count", get_args(ClaimType)),
        ("says", (*get_args(ClaimType), *get_args(Stance), *get_args(Status))),
        ("stance", get_args(Stance)),
        ("status", get_args(Status)),
        ("matrix.status", get_args(Status)),
        ("kind", get_args(DocumentKind)),
        ("role", (*get_args(RoleName), "quantity")),
        ("voices", KINDS),
        ("method.word", KINDS),
        ("attribution", KINDS),
    ],
)
def test_every_value_of_the_model_has_its_word(table: str, values: tuple[str, ...]) -> None:
    for language in LANGUAGES:
        for value in values:
            assert load_words(language).entries[f"{table}.{value}"]


def test_a_count_chooses_its_noun_and_has_thousands_separators() -> None:
    words = Words("en", {"key": "{n} {n:claim|claims}"})
    assert words("key", n=1) == "1 claim"
    assert words("key", n=1158) == "1,158 claims"
    assert f"{Count(0):claim|claims}" == "claims"


def test_words_and_values_come_out_escaped() -> None:
    words = Words("en", {"key": "a & b: {name}"})
    assert str(words("key", name="<i>")) == "a &amp; b: &lt;i&gt;"


def test_a_missing_key_says_where_to_add_it() -> None:
    with pytest.raises(CustodesError, match=r"words\.en\.toml has no key 'nothing'"):
        Words("en", {})("nothing")
