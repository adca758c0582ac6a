"""What a page holds and does not show: prose of it is read and marked; the rest is left out."""

import pytest
from reading_originals import body, boilerplate, read_text

from custodes.reading import Reading

PLAIN = "The council has put up forty cameras along the river."
SECRET = "The mayor ordered them from a friend of his family."


def page(inner: str) -> Reading:
    return read_text(f"<html><body><h1>Cameras</h1><p>{PLAIN}</p>{inner}</body></html>")


def hidden(reading: Reading) -> list[tuple[str, str]]:
    content = reading.text.content
    return [(b.hidden, content[b.start : b.end]) for b in reading.text.blocks if b.hidden]


def seen(reading: Reading) -> list[str]:
    return [reading.text.content[b.start : b.end] for b in reading.text.body()]


@pytest.mark.parametrize(
    "attribute",
    ["hidden", 'style="display: none"', 'style="color:red;DISPLAY:None"'],
)
def test_prose_that_a_page_does_not_show_is_hidden(attribute: str) -> None:
    reading = page(f"<div {attribute}><p>{SECRET}</p></div>")
    assert seen(reading) == ["Cameras", PLAIN]
    assert hidden(reading) == [("hidden_text", SECRET)]


def test_invisible_prose_is_hidden() -> None:
    reading = page(f'<p style="visibility:hidden">{SECRET}</p>')
    assert (seen(reading), hidden(reading)) == (["Cameras", PLAIN], [("hidden_text", SECRET)])


def test_hidden_words_in_a_sentence_leave_the_sentence_whole() -> None:
    reading = page(f'<p>Nobody <span style="display:none">{SECRET}</span> was asked about it.</p>')
    assert seen(reading)[-1] == "Nobody was asked about it."
    assert hidden(reading) == [("hidden_text", SECRET)]


@pytest.mark.parametrize(
    "inner",
    [
        f"<script hidden>{SECRET}</script>",
        f"<div hidden><script>say('{SECRET}')</script></div>",
        f"<template>{SECRET}</template>",
        "<ul hidden><li><a href='/a'>Home</a></li><li><a href='/b'>News</a></li></ul>",
        "<div hidden>Close</div>",
    ],
)
def test_scripts_menus_and_labels_are_not_hidden_text(inner: str) -> None:
    assert hidden(page(inner)) == []


def test_hidden_prose_changes_nothing_of_what_is_boilerplate() -> None:
    links = "<p>Read more</p><ul><li><a href='/a'>One thing</a></li></ul>"
    without, among = page(links), page(f"<p hidden>{SECRET}</p>{links}")
    assert boilerplate(without) == boilerplate(among)
    assert body(without) == [pair for pair in body(among) if pair[1] != SECRET]


def test_hidden_parts_within_hidden_parts_are_read_once() -> None:
    reading = page("<div hidden>" * 200 + f"<p>{SECRET}</p>" + "</div>" * 200)
    assert hidden(reading) == [("hidden_text", SECRET)]


def test_an_article_that_a_script_will_show_is_in_plain_sight() -> None:
    article = "".join(f"<p>{n}. {PLAIN}</p>" for n in range(40))
    reading = page(f'<div id="js_content" style="visibility: hidden; opacity: 0">{article}</div>')
    assert len(seen(reading)) == 42
    assert hidden(reading) == []
