"""The words of the interface: the same keys in both languages, and the same blanks."""

import string

import pytest

from custodes.workbench.words import Phrase, Section, keys_of, load_words, names


def found(section: Section, path: str) -> Phrase:
    for key in path.split("."):
        section = section[key]
    assert isinstance(section, Phrase)
    return section


@pytest.mark.parametrize("name", names())
def test_both_languages_have_the_same_keys(name: str) -> None:
    english, chinese = load_words("en")[name], load_words("zh")[name]
    assert sorted(keys_of(english)) == sorted(keys_of(chinese))


@pytest.mark.parametrize("name", names())
def test_both_languages_have_the_same_blanks(name: str) -> None:
    english, chinese = load_words("en")[name], load_words("zh")[name]
    for key in keys_of(english):
        blanks = [
            {field for _, field, _, _ in string.Formatter().parse(found(words, key)) if field}
            for words in (english, chinese)
        ]
        # a plural is a blank twice in English and once in Chinese
        assert blanks[0] == blanks[1], key
