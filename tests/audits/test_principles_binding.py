"""Which instrument bound, by place and day, and who may decide otherwise."""

import datetime

import pytest
from principles_cases import claims_of, in_memory

from custodes.audits import AuditError
from custodes.audits.principles import audit
from custodes.audits.principles.binding import Bound, bound, settings
from custodes.audits.principles.instruments import instruments
from custodes.audits.principles.judgements import decision
from custodes.audits.results import Result

NOW = datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC)


def bound_at(instrument: str, place: str, published: str = "", year: str = "") -> Bound:
    """What an instrument was to one deployment at this place, by its document's day or its own."""
    time = f"; time={year}" if year else ""
    dated = f"@published {published}\n" if published else ""
    where = f"place={place}" if place else "technology=cameras"
    content = f"{dated}deployment asserts done {where}{time} :: Cameras were put up in the square"
    document, _, _, claims = claims_of(content)
    return bound(instruments()[instrument], settings(claims, [document]))


@pytest.mark.parametrize(
    ("instrument", "place", "published", "status", "reason"),
    [
        ("iccpr-17", "乌海市", "2018-06-01", "benchmark", "signed"),
        ("iccpr-17", "Wuhai", "2018-06-01", "benchmark", "signed"),
        ("iccpr-17", "香港", "2020-06-01", "binds", "binds"),
        ("iccpr-17", "Delhi", "2020-06-01", "binds", "binds"),
        ("iccpr-17", "台湾", "2020-06-01", "benchmark", "no_party"),
        ("iccpr-17", "Atlantis", "2020-06-01", "undetermined", "unplaced"),
        ("pipl", "南京市六合区", "2021-10-31", "benchmark", "not_yet"),
        ("pipl", "南京市六合区", "2021-11-01", "binds", "binds"),
        ("pipl", "Delhi", "2022-01-01", "benchmark", "elsewhere"),
        ("pipl", "香港", "2022-01-01", "benchmark", "elsewhere"),
        ("eu-ai-act-5", "Helsinki", "2025-02-01", "benchmark", "not_yet"),
        ("eu-ai-act-5", "Helsinki", "2025-02-02", "binds", "binds"),
        ("eu-ai-act-5", "London", "2025-03-01", "benchmark", "ended"),
        ("gdpr", "London", "2020-06-01", "binds", "binds"),
        ("gdpr", "London", "2021-06-01", "benchmark", "ended"),
        ("gdpr", "Oslo", "2021-06-01", "binds", "binds"),
        ("led", "Oslo", "2021-06-01", "benchmark", "elsewhere"),
        ("echr-8", "Moscow", "2019-08-23", "binds", "binds"),
        ("echr-8", "Moscow", "2023-01-01", "benchmark", "ended"),
        ("us-city-oakland", "Oakland", "2019-01-01", "binds", "binds"),
        ("us-city-oakland", "San Diego", "2019-01-01", "benchmark", "elsewhere"),
        ("iccpr-17", "Oakland", "2019-01-01", "binds", "binds"),
        ("necessary-proportionate", "Delhi", "2019-01-01", "benchmark", "benchmark"),
    ],
)
def test_an_instrument_binds_by_place_and_day(
    instrument: str, place: str, published: str, status: str, reason: str
) -> None:
    found = bound_at(instrument, place, published)
    assert (found.status, found.reason) == (status, reason)


def test_a_claims_own_year_counts_before_its_documents_day() -> None:
    assert bound_at("pipl", "乌海市", "2023-06-01", "2018").reason == "not_yet"
    assert bound_at("pipl", "乌海市", "2023-06-01", "2022").status == "binds"


def test_a_year_in_which_the_law_began_leaves_it_open() -> None:
    found = bound_at("pipl", "乌海市", year="2021")
    assert (found.status, found.reason) == ("undetermined", "may_bind")


def test_a_claim_without_any_date_leaves_it_open() -> None:
    assert bound_at("pipl", "乌海市").status == "undetermined"


def test_a_claim_without_a_place_takes_its_documents() -> None:
    content = """@published 2022-06-01
deployment asserts done place=Wuhai :: Cameras were put up
data_flow asserts done source=Quay Clinic :: The clinic passes its list on
"""
    document, _, _, claims = claims_of(content)
    assert bound(instruments()["pipl"], settings(claims, [document])).counts == {"binds": 2}


def test_a_sanction_elsewhere_does_not_move_the_programme() -> None:
    content = """@published 2020-06-01
deployment asserts done place=Wuhai :: Cameras were put up
rule asserts done place=United States :: The supplier was sanctioned
"""
    document, _, _, claims = claims_of(content)
    found = bound(instruments()["iccpr-17"], settings(claims, [document]))
    assert found.counts == {"signed": 1}


def test_claims_of_two_places_are_bound_in_part_and_each_place_by_itself() -> None:
    content = """@published 2020-06-01
deployment asserts done place=Wuhai :: Cameras were put up in Wuhai
deployment asserts done place=Delhi :: Drones were flown in Delhi
"""
    case = in_memory(content)
    assert status(audit(case, ["iccpr-17"]), "iccpr-17") == "binds_in_part"
    assert status(audit(case, ["iccpr-17"], place="IN"), "iccpr-17") == "binds"
    assert status(audit(case, ["iccpr-17"], place="CN"), "iccpr-17") == "benchmark"
    with pytest.raises(AuditError, match="no territory 'ATLANTIS'"):
        audit(case, ["iccpr-17"], place="ATLANTIS")


def status(result: Result, instrument: str, column: str = "status") -> object:
    """A cell of the table of instruments."""
    table = result.finding.tables["instruments"]
    (row,) = [row for row in table.rows if row[0] == instrument]
    return row[table.columns.index(column)]


def test_a_reviewer_may_decide_otherwise_with_name_and_reason_and_the_last_word_counts() -> None:
    content = "@published 2018-06-01\ndeployment asserts done place=Wuhai :: Cameras were put up"
    first = decision("iccpr-17", "binds", "Custom binds all.", "A. Reader", NOW)
    case = in_memory(content, notes=[first])
    found = audit(case, ["iccpr-17"])
    assert status(found, "iccpr-17") == "binds"
    assert status(found, "iccpr-17", "computed") == "benchmark"
    assert status(found, "iccpr-17", "decided_by") == "A. Reader"
    assert status(found, "iccpr-17", "decided_says") == "Custom binds all."
    assert "ICCPR art. 17 bound" in found.finding.words["en"]
    later = NOW + datetime.timedelta(days=1)
    case.note(decision("iccpr-17", "benchmark", "On reflection, no.", "B. Reader", later))
    assert status(audit(case, ["iccpr-17"]), "iccpr-17") == "benchmark"
    assert status(audit(case, ["iccpr-17"]), "iccpr-17", "decided_by") == "B. Reader"
