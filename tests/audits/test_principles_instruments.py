"""The instruments: complete, in both languages, and refused with file and line."""

import datetime
import re

import pytest

from custodes.audits import AuditError
from custodes.audits.principles import instruments, queries, territories, vocabulary
from custodes.audits.principles.knowledge import Knowledge, parse, read

INSTRUMENTS = instruments.instruments()
HAN = re.compile(r"[\u3400-\u9fff]")


def test_the_instruments_are_those_that_were_asked_for() -> None:
    assert list(INSTRUMENTS) == [
        "necessary-proportionate",
        "iccpr-17",
        "echr-8",
        "gdpr",
        "led",
        "eu-ai-act-5",
        "pipl",
        "us-city-oakland",
    ]


def test_the_thirteen_principles_are_thirteen_in_their_order() -> None:
    asked = INSTRUMENTS["necessary-proportionate"].questions
    assert [question.where["en"] for question in asked] == [f"principle {n}" for n in range(1, 14)]
    assert [question.key for question in asked] == [
        "legality",
        "legitimate-aim",
        "necessity",
        "adequacy",
        "proportionality",
        "judicial-authority",
        "due-process",
        "user-notification",
        "transparency",
        "public-oversight",
        "integrity",
        "international-cooperation",
        "illegitimate-access",
    ]


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_an_instrument_says_all_in_english_and_in_chinese(key: str) -> None:
    instrument = INSTRUMENTS[key]
    worded = [
        instrument.title,
        instrument.short,
        instrument.jurisdiction,
        instrument.addressee,
        instrument.ratification,
        instrument.exceptions,
    ]
    for question in instrument.questions:
        worded += [question.title, question.asks]
        assert question.asks["en"].endswith("?"), question.key
        assert question.asks["zh"].endswith("？"), question.key
    for words in worded:
        assert HAN.search(words["zh"]), words
        assert not HAN.search(words["en"]), words
    assert "《" in instrument.title["zh"]
    assert instrument.citation
    assert instrument.read
    assert instrument.questions


def test_no_instrument_claims_that_its_source_was_read_where_a_question_was_not() -> None:
    for instrument in INSTRUMENTS.values():
        if instrument.primary_seen:
            assert all(question.text_read for question in instrument.questions)


def test_the_dates_in_force_are_the_published_ones() -> None:
    first = {key: instrument.binding.first for key, instrument in INSTRUMENTS.items()}
    assert first["iccpr-17"] == datetime.date(1976, 3, 23)
    assert first["gdpr"] == datetime.date(2018, 5, 25)
    assert first["led"] == datetime.date(2018, 5, 6)
    assert first["pipl"] == datetime.date(2021, 11, 1)
    assert first["eu-ai-act-5"] == datetime.date(2025, 2, 2)


def test_every_topic_has_a_gap_in_both_languages_and_is_asked_by_somebody() -> None:
    asked = {
        topic
        for instrument in INSTRUMENTS.values()
        for question in instrument.questions
        for topic in question.topics
    }
    assert asked == set(queries.topics())
    for topic in queries.topics().values():
        assert topic.gap["en"].startswith("The documents")
        assert topic.gap["zh"].startswith("文件")
        for query in (*topic.for_, *topic.against):
            assert HAN.search(query.why["zh"])
            assert query.why["en"]


def test_the_twenty_seven_members_of_the_union_are_in_it_and_in_the_council_of_europe() -> None:
    day = datetime.date(2024, 1, 1)
    members = [key for key in territories.territories() if "EU" in territories.widened(key, day)]
    assert len(set(members) - {"EU"}) == 27
    assert all("COE" in territories.widened(key, day) for key in members)
    assert "EU" in territories.widened("GB", datetime.date(2020, 6, 1))
    assert "EU" not in territories.widened("GB", datetime.date(2021, 1, 1))


def changed(file: str, old: str, new: str) -> Knowledge:
    """A file that ships, with one of its lines otherwise."""
    knowledge = read(file)
    assert old in knowledge.text
    return parse(knowledge.text.replace(old, new, 1), knowledge.name)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('topics = ["retention"]', 'topics = ["retentoin"]', "no topic 'retentoin'"),
        ('key = "notice"', 'key = "Notice!"', "is no name"),
        ('key = "notice"', 'key = "basis"', "stands twice"),
        ('asks_zh = "保存期限是否为所必要的最短时间？"', 'asks_zh = ""', "empty"),
        ('kind = "law"', 'kind = "wish"', "kind is treaty, law or none"),
        ('places = ["CN"]', 'places = ["XX"]', "no 'XX'"),
        ("from = 2021-11-01", 'from = "soon"', "is a day"),
        ("primary_seen = false", "primary_seen = true", "text_read"),
        ("order = 7", "order = 7\nverdict = 1", "does not know verdict"),
    ],
)
def test_a_slip_in_an_instrument_is_refused_with_file_line_and_entry(
    old: str, new: str, wrong: str
) -> None:
    with pytest.raises(AuditError, match=rf"instruments/pipl\.toml, line \d+.*{wrong}"):
        instruments.parsed(changed("instruments/pipl.toml", old, new), "pipl")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('said = ["legal_basis"]', 'said = ["legal_bases"]', "no word list 'legal_bases'"),
        ('has = ["basis"]', 'has = ["bases"]', "'bases' is none of"),
        ('technology = ["predictive-policing"]', 'technology = ["oracle"]', "no 'oracle'"),
        ('relation = "purposes_differ"\n', 'relation = "magic"\n', "relation is one of"),
        ('why_en = "names a legal basis"', 'why_en = ""', "empty"),
        ('has = ["basis"]', 'hsa = ["basis"]', "does not know hsa"),
    ],
)
def test_a_slip_in_a_query_is_refused_with_file_line_and_entry(
    old: str, new: str, wrong: str
) -> None:
    with pytest.raises(AuditError, match=rf"topics\.toml, line [1-9]\d+.*{wrong}"):
        queries.parsed(changed("topics.toml", old, new), vocabulary.vocabulary())


def test_a_query_that_asks_nothing_is_refused() -> None:
    text = 'gap_en = "a"\ngap_zh = "甲"\nconcerns = {}\n'
    with pytest.raises(AuditError, match="asks nothing"):
        queries.parsed(parse(f"[topic]\n{text}", "topics.toml"), vocabulary.vocabulary())


def test_a_chinese_word_in_the_english_list_is_refused() -> None:
    lists = changed("vocabulary.toml", 'en = ["legal basis"', 'en = ["依据"')
    with pytest.raises(AuditError, match=r"vocabulary\.toml, line \d+, \[legal_basis\].*wrong"):
        vocabulary.parsed(lists, read("negation.toml"))


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("iccpr-17", "INSTRUMENT:QUESTION"),
        ("magna-carta:39", "the instruments are"),
        ("iccpr-17:fair", "no question 'fair'. It has: lawful"),
    ],
)
def test_a_question_that_is_not_there_says_which_are(key: str, wrong: str) -> None:
    with pytest.raises(AuditError, match=re.escape(wrong)):
        instruments.question_of(key)


def test_a_question_is_found_with_and_without_its_prefix() -> None:
    instrument, question = instruments.question_of("principles:iccpr-17:lawful")
    assert instruments.question_of("iccpr-17:lawful") == (instrument, question)
    assert instrument.question_key(question) == "principles:iccpr-17:lawful"
