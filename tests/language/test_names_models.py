"""The fitted models that come with custodes: small, and without names of persons."""

import json
from pathlib import Path

import pycrfsuite
import pytest

from custodes.language.analysing import LANGUAGES, MODELS

LARGEST = 6_000_000


def attributes(language: str) -> set[str]:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODELS / language / "names.crfsuite"))
    return {attribute for attribute, _ in tagger.info().state_features}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_is_a_small_file(language: str) -> None:
    assert (MODELS / language / "names.crfsuite").stat().st_size < LARGEST


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_holds_no_long_string(language: str) -> None:
    for attribute in attributes(language):
        assert len(attribute) <= 50, attribute
    if language == "zh":
        words = {a for a in attributes("zh") if a.startswith(("w", "bcd"))}
        assert all(len(a.lstrip("wbcd+-")) <= 4 or "<" in a for a in words)


def test_no_name_that_the_annotation_calls_a_persons_is_in_a_model(shared: Path) -> None:
    lines = (shared / "bench/dev/gold.jsonl").read_text(encoding="utf-8").splitlines()
    persons = {
        entity["text"]
        for line in lines
        for entity in json.loads(line)["entities"]
        if entity["kind"] == "person" and len(entity["text"]) > 1
    }
    spelled = {attribute.lower().split("=")[-1] for attribute in attributes("en")}
    chinese = {attribute.lstrip("abcdew+-") for attribute in attributes("zh")}
    spelled |= {word for words in spelled for word in words.split()}
    assert not {name for name in persons if name.lower() in spelled}
    assert not {name for name in persons if name in chinese}
