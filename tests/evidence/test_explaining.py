"""A claim says which words made it, and in which line of which file they are written."""

from importlib import resources
from pathlib import Path

from custodes.evidence import extract
from custodes.evidence.explaining import Reason, explain
from custodes.language import analyse
from custodes.model import Claim, Span
from custodes.reading import read

REPORT = Path(__file__).resolve().parents[2] / "examples/documents/01-report-lighthouse.html"


def claims() -> tuple[Claim, ...]:
    reading = read(REPORT.read_bytes(), REPORT.name)
    return extract(reading.document, reading.text, analyse(reading.document, reading.text))


def written(reason: Reason) -> str:
    source = resources.files("custodes.evidence").joinpath(reason.file)
    return source.read_text(encoding="utf-8").split("\n")[reason.line - 1]


def test_every_word_that_spoke_for_a_claim_is_found_where_it_is_written() -> None:
    reasons = [reason for claim in claims() for reason in explain(claim) if reason.file]
    assert {reason.part for reason in reasons} >= {"frame", "voice"}
    for reason in reasons:
        assert f'"{reason.words}"' in written(reason) or "name =" in written(reason), reason
    exact = [reason for reason in reasons if f'"{reason.words}"' in written(reason)]
    assert len(exact) > 0.9 * len(reasons)


def test_a_claim_of_a_person_has_no_reasons_and_a_strange_note_is_passed_over() -> None:
    quote = Span(0, 2, "东桥")
    assert explain(Claim("0" * 64, "rule", quote)) == ()
    assert explain(Claim("0" * 64, "rule", quote, trace=("anything",))) == ()


def test_a_claim_without_a_trigger_says_so_and_names_no_line() -> None:
    note = "frame rule: no trigger, by its words and neighbours alone"
    (reason,) = explain(Claim("0" * 64, "rule", Span(0, 2, "东桥"), trace=(note,)))
    assert (reason.file, reason.line) == ("", 0)
