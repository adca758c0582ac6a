"""What the dossier's files say and how they hang together, read without a browser."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

from custodes.dossier import write_dossier
from custodes.dossier.edition import Edition
from custodes.dossier.picks import pick
from custodes.model import Span
from custodes.release import Released


def page(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(path.read_bytes())


def pages(folder: Path) -> dict[str, lxml.html.HtmlElement]:
    return {path.name: page(path) for path in sorted(folder.glob("*.html"))}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_internal_link_and_anchor_resolves(
    dossiers: Mapping[str, Path], language: str
) -> None:
    found = pages(dossiers[language])
    anchors = {name: set(root.xpath("//@id")) for name, root in found.items()}
    checked = 0
    for name, root in found.items():
        for target in root.xpath("//@href | //@src"):
            parts = urlsplit(target)
            assert not parts.scheme, f"{name} links out: {target}"
            assert not parts.netloc, f"{name} links out: {target}"
            file = unquote(parts.path) or name
            assert (dossiers[language] / file).is_file(), f"{name} links to {target}"
            if parts.fragment and file in anchors:
                assert unquote(parts.fragment) in anchors[file], f"{name} links to {target}"
            checked += 1
    assert checked > 200


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_anchor_is_given_twice_on_a_page(dossiers: Mapping[str, Path], language: str) -> None:
    for name, root in pages(dossiers[language]).items():
        identifiers = root.xpath("//@id")
        assert len(identifiers) == len(set(identifiers)), name


def test_each_claim_is_highlighted_on_its_source_page(
    dossiers: Mapping[str, Path], invented: Released
) -> None:
    letters = {document.identifier: document.letter for document in invented.documents}
    for claim in invented.claims:
        root = page(dossiers["en"] / f"source-{letters[claim.document].lower()}.html")
        (anchor,) = root.xpath(f"//*[@id='{claim.number}']")
        assert anchor.xpath("ancestor-or-self::*[@class='q']") or anchor.getparent() is not None
        pieces = root.xpath(
            "//mark[contains(concat(' ', @data-claims, ' '), $number)]", number=f" {claim.number} "
        )
        words = "".join(
            "".join(piece.xpath(".//text()[not(ancestor::a[@class='tag'])]")) for piece in pieces
        )
        assert words == claim.quote.exact


def test_each_claim_has_a_row_in_the_evidence_table_that_leads_to_its_place(
    dossiers: Mapping[str, Path], invented: Released
) -> None:
    root = page(dossiers["en"] / "evidence.html")
    numbers = root.xpath("//table[@id='claims']//td[@class='c-id']/a/text()")
    assert numbers == [claim.number for claim in invented.claims]


def test_hostile_text_stays_text(dossiers: Mapping[str, Path]) -> None:
    for folder in dossiers.values():
        for name, root in pages(folder).items():
            scripts = root.xpath("//script")
            assert [script.get("src") for script in scripts] == ["dossier.js"], name
            assert not root.xpath("//b[text()='the county']"), name
    text = (dossiers["en"] / "source-b.html").read_text("utf-8")
    assert "&lt;script&gt;alert(" in text


def test_no_page_has_inline_style_or_script_or_asks_the_network(
    dossiers: Mapping[str, Path],
) -> None:
    for folder in dossiers.values():
        for name, root in pages(folder).items():
            assert not root.xpath("//@style | //style"), name
            assert not root.xpath("//@*[starts-with(name(), 'on')]"), name
            (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        for asset in ("dossier.css", "dossier.js"):
            text = (folder / asset).read_text("utf-8")
            assert "http" not in text
            assert "@import" not in text
            assert "url(" not in text


def test_every_page_is_marked_as_a_draft_while_claims_are_unreviewed(
    dossiers: Mapping[str, Path],
) -> None:
    for language, word in (("en", "Draft"), ("zh", "草稿")):
        for name, root in pages(dossiers[language]).items():
            (mark,) = root.xpath("//aside[@class='drafted']")
            assert word in mark.text_content(), name
            assert root.find("head/title").text.startswith(word), name
            assert "draft" in root.find("body").get("class"), name


def test_no_page_is_marked_once_all_is_reviewed(invented: Released, tmp_path: Path) -> None:
    reviewed = dataclasses.replace(
        invented,
        claims=tuple(dataclasses.replace(claim, decision="accepted") for claim in invented.claims),
    )
    write_dossier(reviewed, tmp_path / "out", "en")
    for name, root in pages(tmp_path / "out").items():
        assert not root.xpath("//aside[@class='drafted']"), name


def test_a_masked_name_is_drawn_as_one_and_is_no_holder_of_data(
    dossiers: Mapping[str, Path],
) -> None:
    root = page(dossiers["en"] / "index.html")
    assert not [t for t in root.xpath("//*[local-name()='svg']//text()") if "██" in t]
    source = page(dossiers["en"] / "source-a.html")
    masks = source.xpath("//span[@class='masked']")
    assert masks
    assert {mask.get("role") for mask in masks} == {"img"}
    assert {mask.get("aria-label") for mask in masks} == {"masked name"}
    assert not [
        value
        for value in page(dossiers["en"] / "evidence.html").xpath("//option/@value")
        if "█" in value
    ]


def test_what_is_left_out_of_a_source_is_counted(dossiers: Mapping[str, Path]) -> None:
    root = page(dossiers["en"] / "source-a.html")
    folds = [fold.text_content() for fold in root.xpath("//p[@class='fold']")]
    assert [int(re.findall(r"\d+", fold)[0]) for fold in folds] == [1, 1, 3, 3]
    assert sum(int(re.findall(r"\d+", fold)[0]) for fold in folds) == 12 - 4


def test_the_front_page_shows_disagreements_before_all_else(
    dossiers: Mapping[str, Path],
) -> None:
    root = page(dossiers["en"] / "index.html")
    assert root.xpath("//section/@id")[0] == "disagreements"
    sides = root.xpath("(//div[@class='dispute'])[1]//a[@class='ref']/text()")
    assert sides == ["A7", "C1"]


def test_headings_with_counts_are_computed(dossiers: Mapping[str, Path]) -> None:
    root = page(dossiers["en"] / "index.html")
    title = root.xpath("//section[@id='flows']//p[@class='fig-h']")[0].text_content()
    assert title == (
        "4 claims say that personal data go from one holder to another; where they end: "
        "3 with the police, 1 with local government"
    )


def test_an_open_interval_and_a_range_are_written_out(dossiers: Mapping[str, Path]) -> None:
    assert "at least 3" in (dossiers["en"] / "source-b.html").read_text("utf-8")
    assert "21–29名" in (dossiers["zh"] / "source-a.html").read_text("utf-8")


def test_a_body_page_says_what_the_documents_do_not_say(dossiers: Mapping[str, Path]) -> None:
    folder = dossiers["en"]
    names = {root.xpath("//h1")[0].text_content(): root for root in pages(folder).values()}
    gaps = names["青石市公安局"].xpath("//section[@id='gaps']//li/b/text()")
    expected = {"Legal basis.", "Retention.", "Supplier.", "Cost.", "Errors.", "Oversight."}
    assert expected < set(gaps)
    assert gaps[0] == "Legal basis."


def test_foreign_words_are_marked_with_their_language(dossiers: Mapping[str, Path]) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for name, root in pages(dossiers["en"]).items():
        for text in root.xpath("//body//text()[not(ancestor::option)]"):
            if han.search(text):
                node = text.getparent()
                node = node if text.is_text else node.getparent()
                tags = node.xpath("ancestor-or-self::*[@lang][1]/@lang")
                assert tags[-1].startswith("zh"), f"{name}: {text}"


def test_a_case_without_claims_still_opens_and_says_so(tmp_path: Path) -> None:
    index = write_dossier(Released("Empty", (), ()), tmp_path / "out", "en")
    assert "No claims" in page(index).text_content()


def test_evidence_is_split_between_sources_past_three_thousand_rows(
    many: Callable[[int], Released], tmp_path: Path
) -> None:
    write_dossier(many(310), tmp_path / "out", "en")
    rows = [
        len(page(tmp_path / "out" / name).xpath("//table[@id='claims']/tbody/tr"))
        for name in ("evidence.html", "evidence-2.html")
    ]
    assert rows == [3000, 100]


def test_the_same_case_gives_the_same_bytes(invented: Released, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_dossier(invented, tmp_path / name, "zh")
    one, two = tmp_path / "one", tmp_path / "two"
    for path in (path for path in one.rglob("*") if path.is_file()):
        assert path.read_bytes() == (two / path.relative_to(one)).read_bytes(), path.name


def test_an_unmasked_copy_says_that_it_is_one(invented: Released, tmp_path: Path) -> None:
    index = write_dossier(dataclasses.replace(invented, unmasked=True), tmp_path / "out", "en")
    for name, root in pages(index.parent).items():
        text = root.text_content()
        assert "This copy shows the names of private persons" in text, name
        assert "Names of private persons are masked" not in text, name


def test_disagreements_are_listed_by_kind_denials_first(dossiers: Mapping[str, Path]) -> None:
    root = page(dossiers["en"] / "disagreements.html")
    assert root.xpath("//section/@id") == ["denial", "attribution"]


def test_a_reprint_counts_as_no_second_source(invented: Released, tmp_path: Path) -> None:
    first, second, *others = invented.documents
    second = dataclasses.replace(second, reprint_of=first.identifier)
    released = dataclasses.replace(invented, documents=(first, second, *others))
    write_dossier(released, tmp_path, "en")
    found = pages(tmp_path)
    total = len(invented.documents)
    for name, words in {
        "index.html": f"{total} sources, 1 of them a reprint",
        "sources.html": "the same text as source A",
        "source-b.html": "The same text as source A, so both count as one source.",
        "source-a.html": "The same text is source B; they count as one.",
    }.items():
        assert words in " ".join(found[name].text_content().split()), name


def test_the_front_page_quotes_a_text_and_its_reprint_as_one_source(invented: Released) -> None:
    demand = next(claim for claim in invented.claims if claim in pick(invented.claims).demands)
    claims = [
        dataclasses.replace(
            demand,
            document=document,
            quote=Span(0, 2, f"{document}{number}"),
            quantities=(),
            confidence=confidence,
        )
        for document, confidence in (("A", 0.9), ("B", 0.9), ("C", 0.1))
        for number in range(3)
    ]
    assert {claim.document for claim in pick(claims).demands} == {"A", "B"}
    assert "C" in {claim.document for claim in pick(claims, {"B": "A"}).demands}


def test_sources_of_an_entry_are_counted_without_reprints(invented: Released) -> None:
    first, second, *others = invented.documents
    second = dataclasses.replace(second, reprint_of=first.identifier)
    released = dataclasses.replace(invented, documents=(first, second, *others))
    edition = Edition(released, "en")
    assert edition.reprints == 1
    assert edition.distinct(released.documents) == len(released.documents) - 1
    assert edition.first_of(second) == first
    assert edition.first_of(first) == first
