"""The dossier of the two reports holds the audits that their claims call for, and what they say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from custodes import Case
from custodes.audits import called_for, recompute
from custodes.dossier import write_dossier
from custodes.model import Finding
from custodes.release import release


@pytest.fixture(scope="module")
def case(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with Case.create(tmp_path_factory.mktemp("seeds") / "case") as case:
        case.add([shared / "seeds"], workers=1)
        for result in called_for(case):
            case.keep_finding(result.finding, result.files)
        yield case


@pytest.fixture(scope="module")
def findings(case: Case) -> dict[str, Finding]:
    return {finding.method: finding for finding in case.findings()}


def quotes(case: Case, finding: Finding) -> str:
    chosen = set(finding.claims)
    return "\n".join(claim.quote.exact for claim in case.claims() if claim.identifier in chosen)


def test_99_percent_is_not_established_by_the_reports_own_counts(
    case: Case, findings: dict[str, Finding]
) -> None:
    finding = findings["worksheet"]
    assert finding.verdict == "not established"
    computed = [
        (round(quantity.low or 0, 2), round(quantity.high or 0, 2))
        for quantity in finding.figures.values()
        if quantity.unit == "%"
    ]
    assert (98.47, 99.11) in computed
    for words in ("99%以上", "1158张"):
        assert words in quotes(case, finding)
    assert "1,020" in finding.words["en"]
    assert "photo" in finding.words["en"]


def test_the_blacklist_of_the_estate_calls_for_its_alarms_on_stated_assumptions(
    case: Case, findings: dict[str, Finding]
) -> None:
    finding = findings["alerts"]
    assert "黑名单" in quotes(case, finding)
    assert "estate" in finding.title["en"]
    assert any("assumption" in source for source in finding.sources.values())


def test_passing_nearby_calls_for_the_dragnet(case: Case, findings: dict[str, Finding]) -> None:
    finding = findings["dragnet"]
    assert "附近" in quotes(case, finding)
    assert finding.figures
    assert "synthetic" in " ".join(words["en"].lower() for words in finding.assumptions)


def test_every_finding_computes_again_to_the_same(case: Case) -> None:
    for finding in case.findings():
        assert recompute(finding, case).finding == finding


def test_each_has_its_page_with_links_to_the_claims_that_call_for_it(
    case: Case, findings: dict[str, Finding], tmp_path: Path
) -> None:
    released = release(case)
    index = write_dossier(released, tmp_path / "dossier", "en")
    names = {page.name.split("-")[1]: page for page in index.parent.glob("audit-*.html")}
    assert set(names) == set(findings)
    for kind in ("worksheet", "alerts", "dragnet"):
        page = names[kind].read_text("utf-8")
        assert 'href="source-' in page
        for ending in ("svg", "png"):
            assert list((index.parent / "audits").glob(f"{kind}-*/*.{ending}"))
