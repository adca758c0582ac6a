"""Published trials, reproduced from their own counts."""

import dataclasses
import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.audits import AuditError
from custodes.audits.alerts import audit_trials
from custodes.audits.alerts.audit import recompute
from custodes.audits.alerts.clustering import (
    clustered_interval,
    estimated_design_effect,
    expected_design_effect,
    overdispersion,
)
from custodes.audits.alerts.trials import _check, load_trials, trial
from custodes.audits.binomial import clopper_pearson
from custodes.audits.sourced import load_figures
from custodes.model import Finding

COUNTS = [(row.right, row.wrong) for row in trial("south-wales-2017").deployments]


def figure(finding: Finding, name: str) -> tuple[float, float]:
    quantity = finding.figures[name]
    assert quantity.low is not None
    assert quantity.high is not None
    return quantity.low, quantity.high


def test_south_wales_2017_an_alarm_is_right_77_to_98_times_in_1000() -> None:
    finding = audit_trials(["south-wales-2017"]).finding
    low, high = figure(finding, "south-wales-2017.right")
    assert (round(low, 1), round(high, 1)) == (7.7, 9.8)
    assert "77 to 98 are right (234 of 2,685 counted)" in finding.words["en"]
    assert "77至98次" in finding.words["zh"]


def test_south_wales_2023_has_fewer_than_one_and_a_half_false_alarms_in_a_million() -> None:
    finding = audit_trials(["south-wales-2023"]).finding
    low, high = figure(finding, "south-wales-2023.false_alarms_per_million_faces")
    assert low == 0
    assert high == pytest.approx(1.5, abs=0.03)
    assert trial("south-wales-2023").primary_seen


def test_london_2024_from_its_own_counts() -> None:
    finding = audit_trials(["metropolitan-2024"]).finding
    low, high = figure(finding, "metropolitan-2024.right")
    assert (round(low, 1), round(high, 1)) == (99.1, 99.8)
    low, high = figure(finding, "metropolitan-2024.false_alarms_per_million_faces")
    assert (round(low, 1), round(high, 1)) == (1.5, 5.8)
    low, high = figure(finding, "metropolitan-2024.borne_1")
    assert (round(low), round(high)) == (44, 97)


def test_the_prediction_for_london_that_failed_is_printed_with_what_was_reported() -> None:
    finding = audit_trials(["metropolitan-2024"]).finding
    first, second = finding.tables["predictions"].rows
    assert list(first[-2:]) == pytest.approx([3_147_436 / 6000, 10])
    assert list(second[-2:]) == pytest.approx([3_147_436 / 60_000, 10])
    assert "predicts 525" in finding.words["en"]
    assert "do not agree" in finding.words["en"]
    assert "525次" in finding.words["zh"]


def test_npl_2023_comes_to_one_point_seven_in_100_million_comparisons() -> None:
    finding = audit_trials(["npl-2023"]).finding
    assert figure(finding, "npl-2023.false_matches_per_100_million") == (1.67, 1.67)
    assert "one face in 6,000" in finding.words["en"]


def test_essex_2026_from_its_own_counts() -> None:
    finding = audit_trials(["essex-2026"]).finding
    low, high = figure(finding, "essex-2026.borne_1")
    assert (round(low), round(high)) == (22, 96)
    low, high = figure(finding, "essex-2026.found")
    assert low < 50 < high


@pytest.mark.parametrize("name", load_trials())
def test_every_trial_recomputes_to_the_same_finding(name: str) -> None:
    finding = audit_trials([name]).finding
    assert recompute(finding, cast(Any, None)).finding == finding
    assert json.loads(finding.parameters["preset"]) == [name]


@pytest.mark.parametrize("name", load_trials())
def test_a_trial_read_in_the_words_of_others_says_so_first(name: str) -> None:
    finding = audit_trials([name]).finding
    warned = "primary source was not seen" in finding.assumptions[0]["en"]
    assert warned is not trial(name).primary_seen
    assert any("primary source not seen" in source for source in finding.sources.values()) is warned


@pytest.mark.parametrize("name", load_trials())
def test_the_interval_for_clusters_is_never_narrower(name: str) -> None:
    finding = audit_trials([name]).finding
    for figure_name in finding.figures:
        if figure_name.endswith("_clustered"):
            wider = figure(finding, figure_name)
            binomial = figure(finding, figure_name.removesuffix("_clustered"))
            assert wider[0] <= binomial[0] <= binomial[1] <= wider[1]


def test_trials_beside_each_other_say_that_one_says_nothing_about_the_other() -> None:
    finding = audit_trials(["south-wales-2017", "metropolitan-2024"]).finding
    assert "says nothing about the other" in finding.words["en"]
    assert "says nothing" not in audit_trials(["south-wales-2017"]).finding.words["en"]


def test_an_unknown_trial_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(AuditError, match=r"south-wales-2017.*essex-2026"):
        audit_trials(["north-wales"])
    with pytest.raises(AuditError, match="at least one"):
        audit_trials([])


def test_a_figure_in_the_words_of_others_is_no_default() -> None:
    with pytest.raises(AuditError, match="primary source was not seen"):
        load_figures("alerts").default("metropolitan_wrong")
    assert load_figures("alerts").default("swp_2018_found").quantity.low == 0.76


def test_deployments_that_do_not_add_up_to_the_total_are_a_slip_of_the_file() -> None:
    found = trial("south-wales-2017")
    short = dataclasses.replace(found, deployments=found.deployments[:-1])
    with pytest.raises(AuditError, match="do not add up"):
        _check(short)


# clustering


def test_with_no_design_effect_the_interval_is_clopper_and_pearsons() -> None:
    assert clustered_interval(234, 2685, 1) == pytest.approx(clopper_pearson(234, 2685))


def test_a_design_effect_is_worth_as_many_fewer_alarms() -> None:
    assert clustered_interval(40, 400, 4) == pytest.approx(clopper_pearson(10, 100))


def test_few_clusters_widen_it_by_students_t() -> None:
    # t quantiles at 97.5 %: 2.776445 for 4, 1.965927 for 399 degrees of freedom.
    worth = 100 * (1.965927 / 2.776445) ** 2
    assert clustered_interval(40, 400, 4, clusters=5)[0] == pytest.approx(
        clustered_interval(worth / 10, worth, 1)[0], rel=1e-4
    )


@given(
    st.integers(1, 200).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
    st.floats(1, 20),
)
def test_it_holds_the_binomial_interval_whatever_the_design_effect(
    count: tuple[int, int], effect: float
) -> None:
    part, whole = count
    low, high = clopper_pearson(part, whole)
    wider = clustered_interval(part, whole, effect)
    assert wider[0] <= low + 1e-9
    assert high - 1e-9 <= wider[1]
    assert wider[0] <= part / whole <= wider[1]


def test_counts_larger_than_the_whole_are_refused() -> None:
    with pytest.raises(AuditError, match="11 of 10"):
        clustered_interval(11, 10, 1)


def test_clusters_of_one_alarm_have_no_design_effect_beyond_chance() -> None:
    assert expected_design_effect(100, 100, 0.5) == 1
    assert expected_design_effect(1000, 100, 0.1) == pytest.approx(1.9)


def test_clusters_that_are_all_right_or_all_wrong_count_as_one_alarm_each() -> None:
    counts = [(10, 0), (0, 10)] * 20
    assert estimated_design_effect(counts) == pytest.approx(10 * 40 / 39)


def test_the_overdispersion_of_south_wales_is_what_the_trials_file_assumes_at_most() -> None:
    correlation = overdispersion(COUNTS)
    assert correlation == pytest.approx(0.234, abs=0.002)
    for name in ("metropolitan-2024",):
        assumed = trial(name).intra_cluster_correlation
        assert assumed is not None
        assert assumed[1] == pytest.approx(correlation, abs=0.01)


def test_binomial_counts_show_no_overdispersion() -> None:
    # Ten clusters in each of which a tenth is right: less varied than chance would have it.
    assert overdispersion([(10, 90)] * 10) < 0.001
