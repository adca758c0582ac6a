from dataclasses import replace

from custodes.evidence import disagreements
from custodes.model import Attribution, Claim, Mention, MentionKind, Quantity, Text

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


def one(content: str, words: str, **changes: object) -> Claim:
    text = Text(content)
    start = content.index(words)
    made = Claim(PAPER, "measure", text.span(start, start + len(words)), status="done")
    return replace(made, **changes)  # type: ignore[arg-type]


def mention(content: str, words: str, kind: MentionKind) -> Mention:
    start = content.index(words)
    return Mention(Text(content).span(start, start + len(words)), kind)


def counted(content: str, words: str, number: float) -> Mention:
    start = content.index(words)
    span = Text(content).span(start, start + len(words))
    return Mention(span, "quantity", quantity=Quantity(number, number, words[-1]))


BOOKS = "抓拍摄像机的账面数量为1860路，审计抽查时实际在线1512路。"


def counts(document: str = PAPER) -> tuple[Claim, Claim]:
    means = {"technology": (mention(BOOKS, "抓拍摄像机", "technology"),)}
    first = one(
        BOOKS,
        "抓拍摄像机的账面数量为1860路",
        roles=means,
        quantities=(counted(BOOKS, "1860路", 1860),),
    )
    second = one(
        BOOKS,
        "审计抽查时实际在线1512路",
        roles=means,
        quantities=(counted(BOOKS, "1512路", 1512),),
        document=document,
    )
    return first, second


def test_a_means_counted_again_in_fact_is_another_figure() -> None:
    (found,) = disagreements(counts())
    assert (found.kind, found.figure) == ("figure", "1860路 ≠ 1512路")


def test_a_means_that_only_the_roles_name_is_not_what_a_quote_counts() -> None:
    words = "全市建成视频监控2.3万路，其中抓拍摄像机1860路"
    both = ("视频监控", "抓拍摄像机")
    whole = one(
        words,
        "全市建成视频监控2.3万路",
        roles={"technology": tuple(mention(words, each, "technology") for each in both)},
        quantities=(counted(words, "2.3万路", 23000),),
    )
    assert disagreements([whole, counts()[1]]) == ()


def test_two_numbers_of_one_means_are_no_disagreement_without_a_word_that_says_so() -> None:
    first, second = counts()
    plain = BOOKS.replace("抽查时实际", "以后另外新的")
    moved = one(
        plain, "审计以后另外新的在线1512路", roles=second.roles, quantities=second.quantities
    )
    assert disagreements([first, moved]) == ()


def test_counts_in_documents_of_different_programmes_are_not_set_against_each_other() -> None:
    first, second = counts("b" * 64)
    assert disagreements([first, second]) == ()


def test_counts_in_documents_of_one_programme_are() -> None:
    first, second = counts("b" * 64)
    named = "灯塔工程已经建成。"
    programme = {"programme": (mention(named, "灯塔工程", "programme"),)}
    both = [one(named, named[:-1], roles=programme, document=each) for each in (PAPER, "b" * 64)]
    assert [d.kind for d in disagreements([first, second, *both])] == ["figure"]


def test_a_background_given_and_the_real_reason_admitted_next_to_it_disagree() -> None:
    content = "推进收费系统的背景是提高服务水平，但也承认了，真正的原因是数据整合。该县另有目的。"
    said, real = (
        one(content, "推进收费系统的背景是提高服务水平"),
        one(content, "真正的原因是数据整合"),
    )
    (found,) = disagreements([said, real, one(content, "该县另有目的")])
    assert (found.kind, found.claims) == ("purpose", (said.identifier, real.identifier))


def test_two_denials_of_one_thing_do_not_deny_each_other() -> None:
    content = "云桥支付否认向警方提供交易数据。云桥支付从未向警方提供交易数据。"
    denied = one(content, "云桥支付否认向警方提供交易数据", stance="denies")
    never = one(content, "云桥支付从未向警方提供交易数据")
    assert disagreements([denied, never]) == ()


def test_who_denies_a_part_in_a_programme_says_nothing_of_those_who_have_one() -> None:
    denial = "云桥支付否认参与县公安局的雪亮工程"
    content = f"{denial}。县公安局以雪亮工程抓获逃犯。云桥支付参与县公安局的雪亮工程。"
    roles = {
        "actor": (mention(content, "县公安局", "agency"),),
        "programme": (mention(content, "雪亮工程", "programme"),),
    }
    denied = one(content, denial, roles=roles, stance="denies")
    used = one(content, "县公安局以雪亮工程抓获逃犯", roles=roles)
    firm = {"supplier": (mention(content, "云桥支付", "company"),)}
    told = one(content, "云桥支付参与县公安局的雪亮工程", roles=roles | firm)
    assert disagreements([denied, used]) == ()
    assert [d.kind for d in disagreements([denied, told])] == ["denial"]


def test_a_denier_named_in_the_quote_is_known_by_that_name() -> None:
    content = (
        "平台云桥支付向公安机关提供了约12万名用户的交易记录。云桥支付发表声明，否认提供过交易数据。"
    )
    told = one(content, "平台云桥支付向公安机关提供了约12万名用户的交易记录")
    denied = one(
        content,
        "云桥支付发表声明，否认提供过交易数据",
        stance="denies",
        attribution=Attribution("document", "云桥支付发表声明"),
    )
    other = "本省去年有许多企业例如云桥支付公布了它们的年度财务报表。"
    named = one(other, other[:-1], roles={"actor": (mention(other, "云桥支付", "company"),)})
    assert [d.kind for d in disagreements([told, denied, named])] == ["denial"]


def test_a_part_of_a_whole_is_not_another_figure_for_it() -> None:
    """其中 and what stands beside it count the same thing, one within the other."""
    content = "县公安局破获案件2107起。其中盗窃案件1498起。县公安局破获案件1960起。"

    def solved(words: str, number: str, low: float) -> Claim:
        figure = replace(counted(content, number, low), quantity=Quantity(low, low, "起", "案件"))
        bureau = mention(content, "县公安局", "agency")
        return one(content, words, roles={"actor": (bureau,)}, quantities=(figure,))

    whole = solved("县公安局破获案件2107起", "2107起", 2107)
    part = solved("其中盗窃案件1498起", "1498起", 1498)
    again = solved("县公安局破获案件1960起", "1960起", 1960)
    assert disagreements([whole, part]) == ()
    (found,) = disagreements([whole, part, again])
    assert found.claims == (whole.identifier, again.identifier)
