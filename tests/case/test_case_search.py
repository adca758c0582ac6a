"""Every place where a word stands is found: held against a plain scan of the texts."""

import contextlib
import datetime
import hashlib
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from small_case import add, small_case, tamper, write_files

from custodes.case import Case, CaseError, Processed, WrongArgumentError
from custodes.case.content import keep_processed
from custodes.case.search import grams
from custodes.case.search.folding import fold, simplified_forms
from custodes.case.search.results import Filters
from custodes.model import Block, Claim, DateInterval, Document, Mention, Review, Text

NOW = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
LETTERS = "维穩稳信息aAbBéＡ１1 　\u00ad㎡ß后後，,"
pieces = st.text(alphabet=LETTERS, min_size=1, max_size=12)
contents = st.lists(pieces, min_size=1, max_size=5).map(
    lambda lines: unicodedata.normalize("NFC", "\n".join(lines))
)


def put(case: Case, content: str, number: int | str = 0, **fields: Any) -> str:
    """Keep a text as ``add`` does, a block a line; gives the SHA-256."""
    sha256 = hashlib.sha256(f"{number} {content}".encode()).hexdigest()
    kinds = fields.pop("kinds", ())
    mentions = fields.pop("mentions", ())
    claims = fields.pop("claims", ())
    blocks, start = [], 0
    for index, line in enumerate(content.split("\n")):
        kind: Any = kinds[index] if index < len(kinds) else "paragraph"
        blocks.append(Block(kind, start, start + len(line)))
        start += len(line) + 1
    text = Text(content, tuple(blocks))
    document = Document(sha256, "text/plain", f"{number}.txt", **fields)
    with case._transaction() as connection:
        connection.execute(
            "INSERT INTO documents (sha256, name, origin, size, state) VALUES (?, '', '', 0, ?)",
            (sha256, "pending"),
        )
        placed = tuple(
            Mention(text.span(content.index(place), content.index(place) + len(place)), "place")
            for place in mentions
        )
        made = tuple(
            Claim(sha256, kind, text.span(at, at + 1), stance=stance)
            for at, (kind, stance) in enumerate(claims)
        )
        keep_processed(connection, Processed(document, text, placed, made))
    return sha256


def case_of(folder: Path, **contents: str) -> Case:
    """A new case with these texts, kept as ``add`` does, without workers."""
    case = Case.create(folder / "case")
    for name, content in contents.items():
        put(case, content, name)
    return case


def scan(contents: Iterable[str], word: str) -> dict[str, list[tuple[int, int]]]:
    """Where the word stands in each content, by folding and looking: line by line, no index."""
    needle, _ = fold(word)
    found: dict[str, list[tuple[int, int]]] = {}
    for content in contents:
        before = 0
        for line in content.split("\n"):
            key, origin = fold(line)
            for at in range(len(key) - len(needle) + 1):
                if key[at : at + len(needle)] == needle:
                    start, end = origin[at], origin[at + len(needle) - 1] + 1
                    found.setdefault(content, []).append((before + int(start), before + int(end)))
            before += len(line) + 1
    return found


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case")


@settings(max_examples=25)
@given(texts=st.lists(contents, min_size=1, max_size=20, unique=True), data=st.data())
def test_every_true_occurrence_is_found_and_nothing_else(
    texts: list[str], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        case = Case.create(Path(folder) / "case")
        held = {put(case, text): text for text in texts}
        for _ in range(6):
            text = data.draw(st.sampled_from(texts))
            line = data.draw(st.sampled_from(text.split("\n")))
            start = data.draw(st.integers(0, len(line)))
            word = data.draw(st.just(line[start : start + data.draw(st.integers(1, 5))]) | pieces)
            # an open quote: a phrase as far as it goes, as a part of longer words too
            result = case.search('"' + word, limit=100)
            if not fold(word.strip())[0]:
                continue
            expected = scan(texts, " ".join(unicodedata.normalize("NFC", word).split()))
            found = {
                held[hit.document.sha256]: case.occurrences('"' + word, hit.document.sha256)
                for hit in result.hits
            }
            assert found == {text: sorted(set(spans)) for text, spans in expected.items()}
            assert result.is_exact
            assert result.total == len(expected)
        assert case.verify_search() == []
        case.close()


@given(contents)
def test_a_key_leads_back_to_what_it_was_made_of(content: str) -> None:
    key, origin = fold(content)
    assert len(key) == len(origin)
    assert list(origin) == sorted(origin)
    for letter, place in zip(key, origin, strict=True):
        assert letter in fold(f"a{content[place]}a")[0] or letter == " "


@given(pieces, pieces, pieces)
def test_a_piece_of_a_text_has_a_key_that_is_a_piece_of_its_key(
    before: str, piece: str, after: str
) -> None:
    words = " ".join(unicodedata.normalize("NFC", piece).split())
    whole = unicodedata.normalize("NFC", before + words + after)
    if words in whole:
        assert fold(words)[0] in fold(whole)[0]


@given(
    st.text(alphabet="ab 维稳\n", min_size=1, max_size=12),
    st.text(alphabet="ab 维稳", min_size=1, max_size=5),
)
def test_a_text_has_a_term_of_every_run_of_a_word_in_it(content: str, word: str) -> None:
    terms = set(grams.placed_terms(content)[1].tolist())
    has_all = all(any(low <= term <= high for term in terms) for low, high in grams.ranges_of(word))
    if word in content:
        assert has_all
    elif grams.is_exact(word):
        assert not has_all


def test_simplified_forms_are_those_of_opencc_and_lead_no_further() -> None:
    converter = OpenCC("t2s")
    forms = simplified_forms()
    for old, new in forms.items():
        simplified = converter.convert(chr(old))
        assert chr(new) in (simplified, converter.convert(simplified))
        assert new not in forms
    assert len(forms) > 3000
    assert fold("後乾麵")[0] == fold("后干面")[0]
    for old, new in forms.items():
        assert fold(chr(old))[0] == fold(chr(new))[0]


def found(case: Case, query: str, **filters: object) -> list[str]:
    hits = case.search(query, Filters(**filters)).hits  # type: ignore[arg-type]
    return [hit.document.name for hit in hits]


def test_words_of_one_and_two_characters_in_either_script_and_any_case(tmp_path: Path) -> None:
    case = small_case(
        tmp_path, a="公安局負責維穩 信息 system ABC", b="维稳信息平台 café", c="no such"
    )
    for query in ("维", "維", "维稳", "維穩", "稳信息", '"维稳信息"'):
        assert sorted(found(case, query)) == ["a.txt", "b.txt"], query
    assert found(case, "abc") == found(case, "ＡＢ") == found(case, "SYST abc") == ["a.txt"]
    assert found(case, "CAFE") == ["b.txt"]
    assert found(case, "维稳 no") == []


def test_quotes_make_a_phrase_and_closed_they_part_it_from_longer_words(tmp_path: Path) -> None:
    case = case_of(tmp_path, a="the id of identity", b="identity cards", c="the ids")
    assert sorted(found(case, "id")) == ["a.txt", "b.txt", "c.txt"]
    assert found(case, '"id"') == found(case, "“ID”") == ["a.txt"]
    assert sorted(found(case, '"the id')) == ["a.txt", "c.txt"]
    assert found(case, '"the id"') == ["a.txt"]
    assert found(case, "cards identity") == ["b.txt"]
    assert found(case, '"cards identity"') == []


def test_an_empty_query_or_one_of_signs_that_fold_away_finds_nothing(case: Case) -> None:
    put(case, "维稳")
    for query in ("", "  ", '""', "\u00ad", '"', "\u200b\u0301"):
        assert case.search(query).hits == ()


def test_nothing_is_found_across_two_blocks(tmp_path: Path) -> None:
    case = case_of(tmp_path, a="公安\n局长", b="公安局")
    assert found(case, "安局") == ["b.txt"]


def test_a_place_says_what_stands_there_and_where_in_the_text(case: Case) -> None:
    put(case, "前言\n这里有維穩ＡＢ１信息。\n后记")
    (hit,) = case.search("维稳ab1").hits
    (place,) = hit.places
    assert (place.before, place.exact, place.after) == ("这里有", "維穩ＡＢ１", "信息。")
    assert (place.start, place.end) == (6, 11)
    assert (hit.count, place.where) == (1, "body")


def test_first_titles_then_bodies_by_how_often_and_newest_and_last_boilerplate(case: Case) -> None:
    day = datetime.date
    kinds = ["title", "paragraph", "boilerplate"]
    texts = {
        "furniture": "a\nb\ncamera long",
        "once old": "a\ncamera\nb",
        "once new": "a\ncamera \nb",
        "twice": "a\ncamera camera\nb",
        "title": "camera\na\nb",
    }
    names = {
        put(
            case,
            text,
            kinds=kinds,
            published=DateInterval(day(2020 + (name == "once new"), 1, 1), day(2021, 1, 1)),
        ): name
        for name, text in texts.items()
    }
    for query in ("camera", "ca", "amera"):
        hits = case.search(query).hits
        order = [names[hit.document.sha256] for hit in hits]
        assert order[0] == "title"
        assert order[1] == "twice"
        assert order[-1] == "furniture"
        assert [hit.in_boilerplate for hit in hits] == [False] * 4 + [True]
        assert hits[-1].places[0].where == "boilerplate"
        assert hits[0].places[0].where == "title"


def test_pages_follow_each_other_without_gap_or_double(case: Case) -> None:
    for number in range(70):
        put(case, f"camera {'camera' * (number % 5)} {number}", number)
    for query in ("ca", "camera", '"camera'):
        whole = [hit.document.sha256 for hit in case.search(query, limit=100).hits]
        assert len(set(whole)) == 70
        pages = [case.search(query, limit=20, offset=start).hits for start in range(0, 80, 20)]
        assert [hit.document.sha256 for page in pages for hit in page] == whole


@pytest.fixture
def filed(case: Case) -> Case:
    day = datetime.date
    put(
        case,
        "维稳 乌海市",
        1,
        kind="notice",
        language="zh",
        publisher="晨报",
        published=DateInterval(day(2017, 3, 1), day(2017, 3, 31)),
        mentions=["乌海市"],
        claims=[("supply", "asserts"), ("rule", "denies")],
    )
    put(
        case,
        "维稳 Oakland",
        2,
        kind="report",
        language="en",
        publisher="Herald",
        published=DateInterval(day(2019, 1, 1), day(2020, 12, 31)),
        mentions=["Oakland"],
        claims=[("supply", "denies")],
    )
    put(case, "维稳", 3)
    return case


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": ("notice",)}, {"1.txt"}),
        ({"kind": ("notice", "report")}, {"1.txt", "2.txt"}),
        ({"language": ("zh",)}, {"1.txt"}),
        ({"publisher": ("Herald",)}, {"2.txt"}),
        ({"publisher": ("nobody",)}, set()),
        ({"place": ("乌海市",)}, {"1.txt"}),
        ({"type": ("supply",)}, {"1.txt", "2.txt"}),
        ({"stance": ("denies",)}, {"1.txt", "2.txt"}),
        ({"type": ("supply",), "stance": ("denies",)}, {"2.txt"}),
        ({"since": "2017-03-31"}, {"1.txt", "2.txt"}),
        ({"since": "2017-04-01"}, {"2.txt"}),
        ({"until": "2019-01-01"}, {"1.txt", "2.txt"}),
        ({"until": "2017-02-28"}, set()),
        ({}, {"1.txt", "2.txt", "3.txt"}),
    ],
)
def test_filters_leave_the_documents_that_fit(
    filed: Case, filters: dict[str, object], expected: set[str]
) -> None:
    for query in ("维稳", '"维稳', "维"):
        assert set(found(filed, query, **filters)) == expected
        counts = filed.search_counts(query, Filters(**filters))  # type: ignore[arg-type]
        assert counts.total == len(expected)


def test_counts_by_facet_are_those_of_the_documents_found(filed: Case) -> None:
    counts = filed.search_counts("维稳").facets
    assert counts["kind"] == {"notice": 1, "report": 1, "unknown": 1}
    assert counts["publisher"] == {"Herald": 1, "晨报": 1}
    assert counts["place"] == {"Oakland": 1, "乌海市": 1}
    assert counts["year"] == {"2017": 1, "2019": 1, "2020": 1}
    assert counts["type"] == {"supply": 2, "rule": 1}
    assert counts["stance"] == {"denies": 2, "asserts": 1}
    assert filed.search_counts("nothing such").facets == {}


def test_a_day_that_is_none_is_refused(filed: Case) -> None:
    with pytest.raises(WrongArgumentError, match="2017-03-31"):
        filed.search("维稳", Filters(since="spring"))


def test_a_rejected_claim_counts_for_no_type_until_that_is_taken_back(filed: Case) -> None:
    claim = next(claim for claim in filed.claims() if claim.type == "rule")
    filed.review(Review(claim.document, claim.quote, "rule", "rejected", "A. Editor", NOW))
    assert found(filed, "维稳", type=("rule",)) == []
    filed.review(Review(claim.document, claim.quote, "rule", "withdrawn", "A. Editor", NOW))
    assert found(filed, "维稳", type=("rule",)) == ["1.txt"]


def merged(case: Case, numbers: Sequence[int]) -> list[str]:
    return [put(case, f"camera{number} 维稳 place{number}", number) for number in numbers]


def test_documents_are_found_when_segments_were_merged_and_gone_when_removed(
    case: Case,
) -> None:
    known = merged(case, range(80))
    case.remove(known[3], "asked to")
    case.remove(known[79], "asked to")
    known += merged(case, range(80, 90))
    assert case.search("维稳").total == 88
    assert found(case, '"camera3"') == []
    assert found(case, '"camera79"') == []
    for number in (0, 4, 63, 64, 78, 80, 89):
        assert found(case, f'"camera{number}"') == [f"{number}.txt"]
    assert case.verify_search() == []
    levels = case.rows("SELECT level, count(*) FROM search_segments GROUP BY level")
    assert max(level for level, _ in levels) >= 2


def test_of_a_removed_document_no_value_of_a_facet_stays(filed: Case) -> None:
    sha256 = filed.search("乌海市").hits[0].document.sha256
    filed.remove(sha256, "asked to")
    values = {value for (value,) in filed.rows("SELECT value FROM search_values")}
    assert "晨报" not in values
    assert "乌海市" not in values
    assert "Herald" in values
    assert filed.rows("SELECT * FROM search_claims WHERE type = 'rule'") == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE search_postings SET pairs = x'00'",
        "UPDATE search_postings SET pairs = substr(pairs, 1, 20)",
        "UPDATE search_postings SET pairs = zeroblob(500)",
        "UPDATE search_postings SET pairs = CAST(x'ffffffffffffffff' || substr(pairs, 9) AS BLOB)",
        "UPDATE search_segments SET documents = x'00'",
        "UPDATE search_segments SET documents = zeroblob(0)",
        "UPDATE search_segments SET documents = CAST(x'ffffffffffffffff' || "
        "substr(documents, 9) AS BLOB)",
        "DELETE FROM search_postings",
        "DELETE FROM search_keys",
        "UPDATE search_keys SET content = 'nothing', jumps = x'0000000000000000'",
        "UPDATE search_keys SET jumps = x'00'",
        "UPDATE search_values SET value = value || 'x'",
        "DELETE FROM search_segments",
    ],
)
def test_a_damaged_index_is_noticed_crashes_nothing_and_is_made_anew(
    tmp_path: Path, damage: str
) -> None:
    case = case_of(tmp_path, a="维稳信息", b="Oakland cameras")
    tamper(case.path, damage)
    assert "index_wrong" in {problem.code for problem in case.verify()}
    for query in ("维稳", "Oakland"):
        # found, not found, or an error that says what to do: never anything else
        with contextlib.suppress(CaseError):
            case.search(query)
        with contextlib.suppress(CaseError):
            case.search_counts(query)
    case.make_search_index()
    assert case.verify_search() == []
    assert found(case, "维稳") == ["a.txt"]


def test_a_document_that_is_read_again_is_found_by_what_it_says_now(tmp_path: Path) -> None:
    case = small_case(tmp_path, a="ENCRYPTED 维稳")
    assert case.search("维稳").hits == ()
    case.retry(pipeline="small_pipeline:process_locked", workers=1)
    assert found(case, "维稳") == ["a.txt"]
    add(case, write_files(tmp_path / "more", b="維穩"))
    assert case.search("维稳").total == 2
    assert case.verify() == []
