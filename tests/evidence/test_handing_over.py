"""Where a text hands the word to somebody for more than a sentence."""

import pytest

from custodes.evidence import extract
from custodes.evidence.lexicon import knowledge
from custodes.evidence.stage import Stage
from custodes.language import analyse
from custodes.reading import read

HEARING = """# Minutes of the hearing on plate readers

The hearing was opened at nine.

Ms Ada Brook: The county installed forty plate readers last spring.

Mr. Carl Dunn: The plate reads are kept for two years.

The cameras were switched off during the break.

Northgate Systems’ response: The readers send plate reads to the state police every night.
"""

PETITION = """# Residents go to court

In the petition, Ms Ada Brook argued that:

- The county uses face recognition at every bus stop.

- The police keep face templates for ten years.

The court will hear the case in May.
"""

POINTS = """# The county answers

The county’s reply dated 3 May 2021 states the following:

1. The county runs forty plate readers.

IFF’s response: The plate readers have no basis in law.

2. The plate reads are deleted after two years.

The readers stand at the harbour.
"""

STATEMENT = """# Cameras at the harbour

Ada Brook, a lawyer, made the following statement:

“The cameras at the harbour “watch” every worker.

The police keep the pictures for ten years.”

The harbour was built in 1912.
"""

QUOTED = """# Files

## Audit of the plate readers by the County Auditor

### Key quotes

“The plate readers recorded nine million plates within a single year.”

The audit has 40 pages.
"""


def stage(source: str, name: str = "text.txt") -> Stage:
    reading = read(source.encode(), name)
    analysis = analyse(reading.document, reading.text)
    return Stage(reading.document, reading.text, analysis, knowledge().find(reading.text.content))


def having_the_word(source: str, words: str, name: str = "text.md") -> list[str] | None:
    """The names of those who have the word at ``words``, None where it is the author's."""
    known = stage(source, name)
    start = known.text.content.index(words)
    handed = known.handed_over(start, start + len(words))
    return None if handed is None else sorted(known.sources[n].name for n in handed.sources)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("The county installed forty plate readers", ["Ada Brook"]),
        ("The plate reads are kept", ["Carl Dunn"]),
        ("The readers send plate reads", ["Northgate Systems"]),
        ("The hearing was opened", None),
        ("The cameras were switched off", None),
    ],
)
def test_a_name_opens_a_paragraph_that_is_its_bearers_word(
    words: str, names: list[str] | None
) -> None:
    assert having_the_word(HEARING, words) == names


def test_items_of_a_list_are_the_word_of_who_leads_up_to_them() -> None:
    assert "Ada Brook" in (having_the_word(PETITION, "The county uses") or [])
    assert "Ada Brook" in (having_the_word(PETITION, "The police keep") or [])
    assert having_the_word(PETITION, "The court will hear") is None


def test_numbered_paragraphs_go_on_after_an_answer_between_them() -> None:
    first = having_the_word(POINTS, "The county runs")
    assert first
    assert having_the_word(POINTS, "The plate readers have no basis") == ["IFF"]
    assert having_the_word(POINTS, "The plate reads are deleted") == first
    assert having_the_word(POINTS, "The readers stand") is None


def test_a_quotation_over_paragraphs_is_one_persons_word_to_its_end() -> None:
    assert "Ada Brook" in (having_the_word(STATEMENT, "The cameras at the harbour") or [])
    assert "Ada Brook" in (having_the_word(STATEMENT, "The police keep the pictures") or [])
    assert having_the_word(STATEMENT, "The harbour was built") is None


def test_a_quotation_without_a_speaker_is_from_what_its_heading_names() -> None:
    names = having_the_word(QUOTED, "The plate readers recorded")
    assert names is not None
    assert any("Audit" in name for name in names)
    assert having_the_word(QUOTED, "The audit has 40 pages") is None


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        ("访谈\n\n居民周衡：小区门口装了人脸识别门禁。", "小区门口", ["周衡"]),
        ("访谈\n\n周衡的回应：小区门口装了人脸识别门禁。", "小区门口", ["周衡"]),
        ("通知\n\n该通知要求公安局：小区门口要装人脸识别门禁。", "小区门口", None),
        ("通知\n\n下列设备已经安装：小区门口的人脸识别门禁。", "小区门口", None),
    ],
)
def test_a_chinese_label_is_a_name_and_nothing_that_is_ordered(
    text: str, words: str, names: list[str] | None
) -> None:
    assert having_the_word(text, words, "text.txt") == names


def test_a_list_about_something_is_the_authors() -> None:
    text = "# Notes\n\nRegarding what Ada Brook said:\n\n- The county runs forty readers.\n"
    assert having_the_word(text, "The county runs") is None


def test_who_speaks_in_a_document_is_who_says_it() -> None:
    known = stage("In its reply, the Marlow Police stated that the cameras are on.")
    start = known.text.content.index("the cameras are on")
    assert known.sources[known.says_in_a_document(start)].name == "Marlow Police"
    bare = stage("The reply states that the cameras are on.")
    assert bare.says_in_a_document(bare.text.content.index("the cameras are on")) == -1


def test_claims_are_the_word_of_those_who_have_it_and_say_why_without_a_name() -> None:
    reading = read(HEARING.encode(), "text.md")
    claims = extract(reading.document, reading.text, analyse(reading.document, reading.text))
    said = {claim.quote.exact: claim for claim in claims}
    (forty,) = (claim for quote, claim in said.items() if "forty plate readers" in quote)
    assert (forty.attribution.kind, forty.attribution.name) == ("person", "Ada Brook")
    (nightly,) = (claim for quote, claim in said.items() if "every night" in quote)
    assert nightly.attribution.name == "Northgate Systems"
    notes = [note for claim in claims for note in claim.trace if "handed over" in note]
    assert "voice handed over: response:" in notes
    assert not any("Brook" in note or "Northgate" in note for note in notes)


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = "# Harbour\n\nAda Brook said:\n\n“The cameras are on.\n\n" + "The sea is calm.\n\n" * 9
    known = stage(text, "text.md")
    start = known.text.content.index("The cameras are on")
    handed = known.handed_over(start, start + 10)
    assert handed is not None
    assert handed.end <= known.text.content.index("The sea is calm")


def test_a_text_without_blocks_of_prose_hands_nothing_over() -> None:
    assert stage("12").handed_over(0, 2) is None
