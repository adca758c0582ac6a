"""The audit as a whole: it gathers, keeps what people judge, and judges nothing itself."""

import datetime
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from principles_cases import HARBOUR, in_memory, on_disk

from custodes.audits import AuditError
from custodes.audits import recompute as recompute_any
from custodes.audits.principles import audit, called_for, recompute
from custodes.audits.principles.judgements import judgement
from custodes.case import Case
from custodes.cli.commands.audit.principles import command
from custodes.dossier import write_findings
from custodes.release import release

NOW = datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC)
FIRST = judgement("iccpr-17:lawful", "An act about hotels is no law on faces.", "A. Reader", NOW)


def counts(case: Case, key: str) -> dict[str, object]:
    """For, against and not spoken of, of one question."""
    instrument, question = key.split(":")
    table = audit(case, [instrument]).finding.tables["questions"]
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    (row,) = [row for row in rows if row["question"] == question]
    return {side: row[side] for side in ("for", "against", "unspoken")}


def test_a_question_counts_the_claims_for_against_and_not_spoken_of() -> None:
    case = in_memory(HARBOUR)
    assert counts(case, "iccpr-17:lawful") == {"for": 1, "against": 0, "unspoken": 4}
    assert counts(case, "iccpr-17:case-by-case") == {"for": 0, "against": 1, "unspoken": 3}
    assert counts(case, "gdpr:purpose") == {"for": 0, "against": 2, "unspoken": 1}


def test_claims_are_listed_by_their_identifiers_with_what_they_say() -> None:
    case = in_memory(HARBOUR)
    identifiers = {claim.identifier for claim in case.claims()}
    table = audit(case).finding.tables["claims"]
    assert table.rows
    for _, side, name, why_en, why_zh in table.rows:
        assert name in identifiers
        assert bool(why_en) == bool(why_zh) == (side != "unspoken")


def test_the_answer_counts_and_never_judges() -> None:
    finding = audit(in_memory(HARBOUR)).finding
    assert finding.verdict == ""
    silent = sum(not row[-3] and not row[-2] for row in finding.tables["questions"].rows)
    assert 0 < silent < len(finding.tables["questions"].rows)
    assert f"To {silent} of the questions nothing is said." in finding.words["en"]
    assert "judges nothing" in finding.words["en"]
    assert "不作判断" in finding.words["zh"]
    words = json.dumps([finding.words, finding.assumptions, finding.title], ensure_ascii=False)
    judging = r"violat|complian|breach of|fails the|score|grade|合规|违反了|得分|评级"
    assert not re.search(judging, words, re.IGNORECASE)
    assert all(quantity.low == quantity.high for quantity in finding.figures.values())


def test_data_flows_without_a_legal_basis_are_counted() -> None:
    figures = audit(in_memory(HARBOUR)).finding.figures
    assert figures["data_flows"].low == 2
    assert figures["data_flows_without_legal_basis"].low == 1


def test_the_claims_can_be_narrowed_to_a_programme() -> None:
    case = in_memory(HARBOUR)
    narrow = audit(case, ["iccpr-17"], about="tide watch").finding
    assert narrow.figures["claims_read"].low == 2
    assert "tide watch" in narrow.title["en"]
    assert recompute(narrow, case).finding == narrow
    with pytest.raises(AuditError, match="no claim naming 'Moon Base'"):
        audit(case, about="Moon Base")
    with pytest.raises(AuditError, match=r"no claim\. "):
        audit(in_memory())


def test_judgements_stand_beside_and_survive_a_new_computation_and_a_better_extractor() -> None:
    case = in_memory(HARBOUR, notes=[FIRST])
    finding = audit(case, ["iccpr-17"]).finding
    (row,) = finding.tables["judgements"].rows
    assert row == ("iccpr-17", "lawful", FIRST.text, "en", "A. Reader", "2026-01-02T03:04+00:00")
    later = NOW + datetime.timedelta(hours=1)
    case.note(judgement("principles:iccpr-17:lawful", "此法不足为据。", "李四", later))
    again = recompute_any(finding, case).finding
    assert again.identifier == finding.identifier
    assert [row[4] for row in again.tables["judgements"].rows] == ["李四", "A. Reader"]
    fewer = in_memory("data_flow asserts done :: Lists are sent", notes=[FIRST])
    assert audit(fewer, ["iccpr-17"]).finding.tables["judgements"].rows == (row,)


@pytest.mark.parametrize(("says", "author"), [("", "A. Reader"), ("Fine.", " ")])
def test_a_judgement_needs_words_and_a_name(says: str, author: str) -> None:
    with pytest.raises(AuditError, match=r"--says|--by"):
        judgement("iccpr-17:lawful", says, author, NOW)


def test_a_case_calls_for_the_principles_and_for_what_its_places_name() -> None:
    (result,) = called_for(in_memory(HARBOUR))
    asked = [row[0] for row in result.finding.tables["instruments"].rows]
    assert asked == ["necessary-proportionate", "iccpr-17", "pipl"]
    there = HARBOUR.replace("Wuhai", "Helsinki")
    (result,) = called_for(in_memory(there))
    asked = [row[0] for row in result.finding.tables["instruments"].rows]
    assert asked == ["necessary-proportionate", "iccpr-17", "echr-8", "gdpr", "led", "eu-ai-act-5"]


def test_a_case_with_few_claims_calls_for_nothing() -> None:
    assert not list(called_for(in_memory("data_flow asserts done :: Lists are sent")))
    assert not list(called_for(in_memory()))


def test_the_page_shows_questions_claims_judgements_and_says_benchmark(tmp_path: Path) -> None:
    with on_disk(tmp_path) as case:
        case.note(FIRST)
        result = audit(case, ["iccpr-17", "pipl"])
        case.keep_finding(result.finding, result.files)
        for language, benchmark, title in (
            ("en", "A benchmark, not applicable law.", "International Covenant on Civil"),
            ("zh", "仅作参照，并非适用法律。", "《公民权利和政治权利国际公约》"),
        ):
            index = write_findings(release(case), tmp_path / language, language)  # type: ignore[arg-type]
            page = index.read_text(encoding="utf-8")
            assert benchmark in page
            assert title in page
            assert "A. Reader" in page
            assert "2026-01-02 03:04 UTC" in page
            assert FIRST.text in page
            assert re.search(r'<a class="ref" href="source-a\.html#A3">A3</a>', page)
            inside = {claim.identifier for claim in case.claims()}
            assert not [name for name in inside if name in page]


def test_the_command_keeps_a_judgement_and_shows_it_again(tmp_path: Path) -> None:
    with on_disk(tmp_path) as case:
        path = str(case.path)
    run = CliRunner()
    judge = ["--judge", "iccpr-17:lawful", "--says", "No law.", "--by", "A. Reader"]
    done = run.invoke(command, ["--case", path, "--instrument", "iccpr-17", *judge])
    assert done.exit_code == 0, done.output
    done = run.invoke(command, ["--case", path, "--instrument", "iccpr-17", "--json"])
    (finding,) = json.loads(done.stdout)
    assert finding["tables"]["judgements"]["rows"][0][2:5] == ["No law.", "en", "A. Reader"]
    with Case.open(path) as case:
        assert [note.kind for note in case.notes()] == ["judgement"]
        assert len(case.findings()) == 1
        assert not case.verify()


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ([], "--case CASE"),
        (["--says", "Fine."], "go with --judge"),
        (["--judge", "iccpr-17:fair", "--says", "a", "--by", "b"], "no question"),
        (["--binds", "gdpr", "--benchmark", "gdpr"], "cannot both"),
        (["--instrument", "magna-carta"], "no instrument 'magna-carta'"),
    ],
)
def test_a_users_mistake_says_what_to_do(tmp_path: Path, arguments: list[str], wrong: str) -> None:
    given: list[str] = []
    if arguments:
        with on_disk(tmp_path) as case:
            given = ["--case", str(case.path)]
    done = CliRunner().invoke(command, [*given, *arguments])
    assert isinstance(done.exception, AuditError)
    assert wrong in str(done.exception)


def test_the_list_names_every_question_in_both_languages() -> None:
    for language, words in (("en", "Due process"), ("zh", "是否由公开")):
        done = CliRunner().invoke(command, ["--list", "--language", language])
        assert "necessary-proportionate:due-process" in done.output
        assert words in done.output or language == "en"
