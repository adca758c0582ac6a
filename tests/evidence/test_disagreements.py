from dataclasses import replace

from custodes.evidence import disagreements
from custodes.model import Attribution, Claim, Mention, Quantity, Text

CONTENT = (
    "报告揭示，监控资源99%以上都被用于维稳。作者认为，公安的监控资源99%以上都用于抓捕维稳对象。"
    "网传云桥支付向警方提供交易数据。云桥支付否认向警方提供交易数据。"
    "县公安局抓获逃犯12名。县公安局抓获逃犯40名。"
    "雪亮工程覆盖全县。云桥支付否认参与雪亮工程。"
)
TEXT = Text(CONTENT)
PAPER = "a" * 64


def claim(words: str, **changes: object) -> Claim:
    start = CONTENT.index(words)
    made = Claim(PAPER, "measure", TEXT.span(start, start + len(words)), status="done")
    return replace(made, **changes)  # type: ignore[arg-type]


def figure(words: str, inside: str, low: float, high: float, unit: str, of: str) -> Mention:
    start = CONTENT.index(inside) + inside.index(words)
    quantity = Quantity(low, high, unit, of)
    return Mention(TEXT.span(start, start + len(words)), "quantity", quantity=quantity)


def actor(words: str) -> Mention:
    start = CONTENT.index(words)
    return Mention(TEXT.span(start, start + len(words)), "agency")


REVEALED = claim(
    "监控资源99%以上都被用于维稳",
    quantities=(figure("99%以上", "监控资源99%以上都被", 99, 100, "%", "监控资源"),),
    attribution=Attribution("document", "报告"),
)
INFERRED = claim(
    "公安的监控资源99%以上都用于抓捕维稳对象",
    quantities=(figure("99%以上", "资源99%以上都用于", 99, 100, "%", "监控资源"),),
    stance="infers",
)


def test_one_figure_as_a_documents_word_and_as_the_authors_inference_disagree() -> None:
    (found,) = disagreements([REVEALED, INFERRED])
    assert found.kind == "attribution"
    assert found.claims == (REVEALED.identifier, INFERRED.identifier)
    assert found.figure == "99%以上"


def test_the_same_figure_from_the_same_source_agrees() -> None:
    assert (
        disagreements(
            [REVEALED, replace(INFERRED, attribution=REVEALED.attribution, stance="asserts")]
        )
        == ()
    )


def test_a_denial_disagrees_with_the_rumour_it_denies() -> None:
    told = claim("云桥支付向警方提供交易数据", attribution=Attribution("rumour", "网传"))
    denied = claim("云桥支付否认向警方提供交易数据", stance="denies", status="unknown")
    assert [d.kind for d in disagreements([told, denied])] == ["denial"]


def test_figures_apart_for_the_same_thing_and_actor_disagree() -> None:
    first = claim(
        "抓获逃犯12名",
        roles={"actor": (actor("县公安局"),)},
        quantities=(figure("12名", "逃犯12名", 12, 12, "名", "逃犯"),),
    )
    second = claim(
        "抓获逃犯40名",
        roles={"actor": (actor("县公安局"),)},
        quantities=(figure("40名", "逃犯40名", 40, 40, "名", "逃犯"),),
    )
    (found,) = disagreements([first, second])
    assert (found.kind, found.figure) == ("figure", "12名 ≠ 40名")


def test_a_claim_does_not_disagree_with_itself() -> None:
    assert disagreements([REVEALED, REVEALED]) == ()


def test_a_denial_of_taking_part_does_not_deny_that_the_programme_exists() -> None:
    programme = replace(actor("雪亮工程"), kind="programme")
    exists = claim("雪亮工程覆盖全县", roles={"programme": (programme,)})
    denied = claim(
        "云桥支付否认参与雪亮工程",
        roles={"programme": (programme,)},
        stance="denies",
        attribution=Attribution("organisation", "云桥支付"),
    )
    assert disagreements([exists, denied]) == ()
