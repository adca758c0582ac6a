"""A text that lays down rules speaks for itself, and what it allows is not yet done."""

import pytest
from evidence_texts import read_out

from custodes.evidence import extract
from custodes.evidence.lexicon import knowledge
from custodes.evidence.norms import only_allows
from custodes.evidence.stage import Stage

AGREEMENT = """# Camera Services Agreement

This Agreement is made between Vantage Optics, Inc. and the County of Marlow.

The Vendor shall install forty plate readers along the county roads named in Exhibit A.

The County must report each broken camera to the Vendor under the Order Form within two days.

The Vendor may share plate reads with other agencies named in the Statement of Work.

The County shall delete plate reads after thirty days in line with its Retention Policy.
"""

REPORT = """# County to buy plate readers

The county will buy forty plate readers, according to the Camera Services Agreement.

The agreement says that the vendor must install them along the county roads.

“The vendor shall tell us of each broken camera,” said Ada Brook, a county spokeswoman.

Brook said the county must delete plate reads after thirty days.
"""


def stage(source: str) -> Stage:
    document, text, analysis = read_out(source)
    return Stage(document, text, analysis, knowledge().find(text.content))


def test_an_agreement_lays_down_rules_and_a_report_of_it_does_not() -> None:
    assert stage(AGREEMENT).lays_down_rules
    assert not stage(REPORT).lays_down_rules


def test_articles_lay_down_rules_whatever_verbs_they_have() -> None:
    numerals = "一二三四五六"
    articles = "".join(f"第{n}条　县公安局负责管理视频监控系统。\n\n" for n in numerals)
    assert stage("管理办法\n\n" + articles).lays_down_rules
    assert not stage("管理办法\n\n" + articles[: len(articles) // 2]).lays_down_rules


def test_an_agreement_is_the_word_of_those_who_made_it() -> None:
    claims = extract(*read_out(AGREEMENT))
    assert claims
    assert {claim.attribution.kind for claim in claims} == {"author"}


def test_what_an_agreement_allows_may_be_done_or_not() -> None:
    claims = extract(*read_out(AGREEMENT))
    (allowed,) = (claim for claim in claims if "may share" in claim.quote.exact)
    assert allowed.status == "unknown"
    assert all(c.status == "required" for c in claims if "shall" in c.quote.exact)


TENDER = """第一条　投标人应在投标截止前缴纳投标保证金。

第二条　人脸识别系统应接入市公安局视频平台，投标人须提供检测报告。

第三条　中标人应在合同签订后提供发票。

第四条　采购人应在系统验收后支付合同款。

第五条　中标人不得泄露人脸数据。
"""


def test_how_a_tender_is_bid_for_is_left_out_and_what_is_bought_is_not() -> None:
    document, text, analysis = read_out("采购文件\n\n" + TENDER)
    quotes = " ".join(claim.quote.exact for claim in extract(document, text, analysis))
    assert "人脸识别系统" in quotes
    assert "人脸数据" in quotes
    assert "投标保证金" not in quotes
    assert "发票" not in quotes


@pytest.mark.parametrize(
    ("words", "allows"),
    [
        ("The Vendor may share plate reads", True),
        ("The Vendor may not share plate reads", False),
        ("Plate reads may be used only by trained officers", False),
        ("The Vendor shall keep what it may share", False),
        ("A breach may lead to suspension", False),
        ("本人可以查阅图像", True),
        ("任何人不可以查阅图像", False),
        ("由公安机关责令改正，可以并处罚款", False),
        ("The Vendor shares plate reads", False),
    ],
)
def test_only_a_permission_allows(words: str, allows: bool) -> None:
    assert only_allows(words, 0, len(words)) is allows
