"""The published taxonomy: complete, without doubles, and strict about its file."""

import pytest

from custodes.language import taxonomy
from custodes.language.taxonomy import TaxonomyError

ENTRY = '[[technology]]\nkey = "x"\nen = "one"\nzh = "一"\ndefinition = "A thing."\n'


def test_every_kind_has_entries_with_both_languages_and_a_definition() -> None:
    counts = dict.fromkeys(taxonomy.KINDS, 0)
    for entry in taxonomy.entries():
        counts[entry.kind] += 1
        assert entry.en
        assert entry.zh
        assert entry.definition.endswith(".")
    assert counts["technology"] >= 40
    assert counts["data"] >= 30
    assert counts["group"] >= 20


def test_a_synonym_and_a_plural_lead_to_the_same_key() -> None:
    assert taxonomy.key_of("technology", "人脸识别技术", "zh") == "face-recognition"
    assert taxonomy.key_of("technology", "Drones", "en") == "drone"
    assert taxonomy.key_of("data", "license plates", "en") == "plate-data"


def test_a_longer_name_leads_to_the_longest_term_inside_it() -> None:
    assert taxonomy.key_of("technology", "新型智能高清摄像头", "zh") == "smart-camera"
    assert taxonomy.key_of("technology", "city CCTV cameras", "en") == "video-surveillance"


def test_what_the_taxonomy_does_not_know_has_no_key() -> None:
    assert taxonomy.key_of("technology", "算盘", "zh") == ""


def test_a_term_that_stands_twice_is_refused_with_its_line() -> None:
    twice = ENTRY + ENTRY.replace('"x"', '"y"')
    with pytest.raises(TaxonomyError, match=r"mine\.toml, line 7: 'one' of 'y'"):
        taxonomy.parse(twice, "mine.toml")


def test_a_missing_definition_is_refused_with_its_line() -> None:
    with pytest.raises(TaxonomyError, match=r"line 2: technology 'x' lacks \['definition'\]"):
        taxonomy.parse(ENTRY.replace('definition = "A thing."\n', ""), "mine.toml")


def test_an_unknown_kind_and_broken_toml_are_refused() -> None:
    with pytest.raises(TaxonomyError, match="'weapon' is none of"):
        taxonomy.parse(ENTRY.replace("technology", "weapon"), "mine.toml")
    with pytest.raises(TaxonomyError, match=r"mine\.toml: Expected"):
        taxonomy.parse("[[technology", "mine.toml")
