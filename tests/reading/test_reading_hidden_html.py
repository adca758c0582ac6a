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


def styled(sheet: str, inner: str, head: str = "") -> Reading:
    return read_text(
        f"<html><head>{head}<style>{sheet}</style></head><body><h1>Cameras</h1>"
        f"<p>{PLAIN}</p>{inner}</body></html>"
    )


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (".x{display:none}", "hidden_text"),
        ("p.x { color: red; DISPLAY : None }", "hidden_text"),
        ("/* .x{display:block} */ div > .x:not(.y){visibility:hidden}", "hidden_text"),
        ("@media screen{.x{display:none}}", "hidden_text"),
        ("[data-k='v']{opacity:0}", "hidden_text"),
        (".x{font-size:0}", "hidden_text"),
        ("div{display:block} .x{display:block;display:none}", "hidden_text"),
        (".a .x{display:none!important} #n{display:block}", "hidden_text"),
        ('.q:before{content:"}"} .x{display:none}', "hidden_text"),
        (".x{color:#fff}", "invisible_colour"),
        (".x{color:rgb(254, 254, 254)}", "invisible_colour"),
        (".x{color:transparent}", "invisible_colour"),
        (".a{background:#222} .x{color:#202020}", "invisible_colour"),
        (".x{position:absolute;left:-9999px}", "off_page"),
        (".x{text-indent:-999em}", "off_page"),
        (".x{position:absolute;clip:rect(1px, 1px, 1px, 1px)}", "off_page"),
        (".x{clip-path:inset(50%)}", "off_page"),
    ],
)
def test_prose_that_a_style_sheet_hides_is_hidden(sheet: str, why: str) -> None:
    inner = f"<div class=a><p class=x id=n data-k=v>{SECRET}</p></div>"
    reading = styled(sheet, inner)
    assert (seen(reading), hidden(reading)) == (["Cameras", PLAIN], [(why, SECRET)])


@pytest.mark.parametrize(
    "sheet",
    [
        ".y{display:none}",
        ".x{display:none} .a .x{display:block}",
        ".x{display:none} #n{display:inline}",
        "@media print{.x{display:none}}",
        "@media (max-width: 600px){.x{display:none}}",
        ".a{visibility:hidden} .x{visibility:visible}",
        ".a{background:#000} .x{color:#fff}",
        ".a{background:url(dark.png)} .x{color:#fff}",
        ".x::before{display:none}",
        ".x:hover{display:none}",
        ".x{display:none",
        ".x{{display:none}}",
        ".x!!{display:none}",
        ".x{left:-9999px}",
        ".x{color:#444}",
        "",
    ],
)
def test_what_a_style_sheet_shows_is_in_plain_sight(sheet: str) -> None:
    # an unclosed rule is closed by the end of the sheet, as the standard says
    reading = styled(sheet, f"<div class=a><p class=x id=n>{SECRET}</p></div>")
    expected = [("hidden_text", SECRET)] if sheet == ".x{display:none" else []
    assert hidden(reading) == expected


def test_white_words_are_not_judged_where_a_sheet_elsewhere_may_lay_a_colour_under_them() -> None:
    link = '<link rel="stylesheet" href="https://example.org/a.css">'
    inner = f"<p class=x>{SECRET}</p>"
    assert hidden(styled(".x{color:#fff}", inner, link)) == []
    on_white = ".x{color:#fff} body{background-color:white}"
    assert hidden(styled(on_white, inner, link)) == [("invisible_colour", SECRET)]


def test_white_words_of_a_style_attribute_are_hidden() -> None:
    assert hidden(page(f'<p style="color: WHITE">{SECRET}</p>')) == [("invisible_colour", SECRET)]
    assert hidden(page(f'<p style="color:#fff;background:navy">{SECRET}</p>')) == []


def test_what_speaks_to_listeners_only_is_seen_and_the_other_way_round() -> None:
    assert seen(page(f'<p aria-hidden="true">{SECRET}</p>')) == ["Cameras", PLAIN, SECRET]
    shown = page(f'<p hidden style="display:block">{SECRET}</p>')
    assert seen(shown) == ["Cameras", PLAIN, SECRET]


def test_a_visible_word_does_not_bring_the_hidden_ones_around_it_to_light() -> None:
    reading = styled(".x{color:#fff} b{color:#000}", f"<p class=x>{SECRET} <b>Yes.</b></p>")
    assert hidden(reading) == [("invisible_colour", f"{SECRET} Yes.")]


def test_a_sheet_that_is_made_to_take_long_is_bounded() -> None:
    deep = " ".join(["div"] * 60)
    sheet = f"{deep} .x{{display:none}}" * 200 + "".join(
        f".c{n}{{color:#fff}}" for n in range(9000)
    )
    inner = "<div>" * 100 + f"<p class=x>{SECRET}</p>" + "</div>" * 100
    assert hidden(styled(sheet, inner)) == []
