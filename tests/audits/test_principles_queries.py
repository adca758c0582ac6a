"""What speaks for, against, and what is not spoken of, on small invented claims."""

import dataclasses

import pytest
from principles_cases import HARBOUR, claims_of

from custodes.audits.principles.facets import facets_of
from custodes.audits.principles.queries import Gathered, gather, topics
from custodes.audits.principles.vocabulary import vocabulary
from custodes.model import Mention, Quantity


def gathered(topic: str, *lines: str) -> Gathered:
    """What these lines say on a topic."""
    *_, claims = claims_of("\n".join(lines))
    return gather(topics()[topic], facets_of(claims))


def quotes(topic: str, side: str, *lines: str) -> list[str]:
    """The quotes of the claims that were found on one side."""
    *_, claims = claims_of("\n".join(lines))
    found = gather(topics()[topic], facets_of(claims))
    names = {"for": found.for_, "against": found.against, "unspoken": found.unspoken}[side]
    return [claim.quote.exact for claim in claims if claim.identifier in names]


def test_a_data_flow_with_a_basis_speaks_for_legality_and_one_without_is_not_spoken_of() -> None:
    found = quotes("legality", "for", HARBOUR)
    assert found == ["Under the Hotel Act the hotel sends its register"]
    unspoken = quotes("legality", "unspoken", HARBOUR)
    assert "The clinic passes its list to the police in secret" in unspoken
    assert "Under the Hotel Act the hotel sends its register" not in unspoken


def test_a_basis_that_any_claim_of_a_programme_names_is_enough_for_the_programme() -> None:
    flow = "data_flow asserts done source=Clinic; programme=Bright Quay :: The clinic sends lists"
    rule = "rule asserts done programme=Bright Quay; basis=Port Act :: The Port Act allows it"
    assert gathered("legality", flow).unspoken
    assert not gathered("legality", flow, rule).unspoken
    other = rule.replace("programme=Bright Quay", "programme=Tide Watch")
    assert gathered("legality", flow, other).unspoken


def test_two_kinds_of_purpose_for_one_programme_are_shown_beside_each_other() -> None:
    assert quotes("purpose", "against", HARBOUR) == [
        "雪亮码头主要用于维稳",
        "码头靠它侦破的案件有三成",
    ]
    alone = "targeting asserts done programme=Bright Quay :: 雪亮码头主要用于维稳"
    assert not gathered("purpose", alone).against


@pytest.mark.parametrize(
    ("topic", "side", "quote"),
    [
        ("legality", "against", "FRT is used without any legal basis"),
        ("legality", "against", "no law empowers the police to scan faces"),
        ("legality", "for", "要按照《反恐法》、《内保条例》建设"),
        ("legality", "against", "警方没有法律授权便采集人脸"),
        ("judicial", "against", "Phones are searched without a warrant"),
        ("judicial", "for", "A judge must issue a search warrant first"),
        ("notification", "against", "Faces are secretly recorded at the gate"),
        ("consent", "against", "这种排查并不需要征得本人同意"),
        ("consent", "for", "Scanning is voluntary"),
        ("retention", "for", "Footage is deleted after 30 days"),
        ("retention", "against", "Footage is retained indefinitely"),
        ("proportionality", "against", "中共打造的全民监控系统"),
        ("retention", "against", "It held reads that should have been deleted"),
        ("approval", "against", "数据共享审批手续不统一"),
        ("access", "against", "名单由公安提供，民众无法查询"),
        ("transparency", "against", "The cameras run without any rules that were made public"),
        ("due_process", "against", "民众无法查询也无从申诉"),
        ("sensitive", "against", "强制采集居民的DNA样本"),
    ],
)
def test_words_are_found_on_the_side_that_they_speak_for(topic: str, side: str, quote: str) -> None:
    for kind in ("data_flow", "rule"):
        line = f"{kind} asserts done data=DNA样本@dna-data :: {quote} DNA样本"
        found = gathered(topic, line)
        other = found.against if side == "for" else found.for_
        assert not other, kind
        if {"for": found.for_, "against": found.against}[side]:
            return
    pytest.fail(f"{quote!r} was not found as speaking {side} {topic}")


@pytest.mark.parametrize(
    ("topic", "quote"),
    [
        ("legality", "要按照《技防城建设方案》建设"),
        ("legitimate_aim", "《维护公共安全条例》印发各地"),
        ("security", "保存到信息中心"),
        ("oversight", "招募网络义务监督员"),
        ("approval", "对其提出通报批评"),
        ("consent", "被迫害的民众"),
        ("consent", "加强行业自律"),
        ("transparency", "Does the sheriff publish a transparency report"),
        ("transparency", "We suggest that a report is published each year"),
        ("judicial", "larger public interest warrants the disclosure"),
        ("retention", "他们每天必须删除帖文"),
        ("legitimate_aim", "名单推送给市疫情防控指挥部"),
        ("approval", "Residents told the city council that cameras had gone up"),
    ],
)
def test_what_only_looks_like_it_speaks_for_nothing(topic: str, quote: str) -> None:
    found = gathered(topic, f"deployment asserts done :: {quote}")
    assert not found.for_
    assert not found.against


def test_a_denial_counts_for_the_opposite_of_its_words() -> None:
    said = "rule asserts done :: Footage is deleted after 30 days"
    assert gathered("retention", said).for_
    denied = gathered("retention", said.replace("asserts", "denies"))
    assert denied.against
    assert not denied.for_


def test_a_denial_is_not_found_by_whom_it_names() -> None:
    line = "targeting asserts done group=worshippers@religious-believers :: It watched worshippers"
    assert gathered("equality", line).against
    assert not gathered("equality", line.replace("asserts", "denies")).against


def test_what_speaks_against_is_not_counted_as_speaking_for() -> None:
    found = gathered("legitimate_aim", "targeting asserts done :: 名为打击犯罪，实为维稳，打击犯罪")
    assert found.against
    assert not found.for_


def test_a_sum_is_a_cost_and_a_fine_is_none() -> None:
    lines = "deployment asserts done :: 项目共5000元\nrule asserts required :: 并处5000元以下罚款"
    _, text, _, claims = claims_of(lines)
    priced = []
    for claim in claims:
        at = text.content.index("5000元", claim.quote.start)
        sum_of_money = Mention(
            text.span(at, at + 5), "quantity", quantity=Quantity(5000, 5000, "元")
        )
        priced.append(dataclasses.replace(claim, quantities=(sum_of_money,)))
    found = gather(topics()["cost"], facets_of(priced))
    assert list(found.for_) == [claims[0].identifier]


@pytest.mark.parametrize(
    ("quote", "said", "denied"),
    [
        ("a legal basis exists", True, False),
        ("there is no legal basis", False, True),
        ("a legal basis is not given", False, True),
        ("not only a legal basis, they had more", True, False),
        ("nobody asked. A legal basis exists", True, False),
        ("ILLEGAL BASISES", False, False),
        ("有法律授权", True, False),
        ("没有法律授权", False, True),
        ("不但有法律授权", True, False),
        ("法律授权不存在", False, True),
        ("无人机有法律授权", True, False),
        ("What is the legal basis", False, False),
    ],
)
def test_a_negation_turns_a_word_round_within_its_reach(
    quote: str, said: bool, denied: bool
) -> None:
    found, turned = vocabulary().sides(quote)
    assert ("legal_basis" in found, "legal_basis" in turned) == (said, denied)
