import itertools

from evidence_texts import PLAN, POLICY, claims_of, read_out
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.evidence import EXTRACTOR, extract, extractor_version
from custodes.language import analyse
from custodes.model import Claim, from_json, to_json
from custodes.reading import read


def about(text: str, words: str) -> list[Claim]:
    return [claim for claim in claims_of(text) if words in claim.quote.exact]


def test_every_span_of_a_claim_says_what_the_text_holds_there() -> None:
    for source in (PLAN, POLICY):
        _, text, _ = read_out(source)
        for claim in claims_of(source):
            text.check(claim.quote)
            for mentions in claim.roles.values():
                for mention in mentions:
                    text.check(mention.span)
            if claim.attribution.span is not None:
                text.check(claim.attribution.span)


def test_a_quote_lies_in_one_block_of_the_body() -> None:
    for source in (PLAN, POLICY):
        _, text, _ = read_out(source)
        for claim in claims_of(source):
            assert any(
                block.start <= claim.quote.start and claim.quote.end <= block.end
                for block in text.body()
            )


def test_quotes_do_not_overlap_and_stand_in_order() -> None:
    for source in (PLAN, POLICY):
        quotes = [claim.quote for claim in claims_of(source)]
        assert quotes
        assert all(one.end <= other.start for one, other in itertools.pairwise(quotes))


def test_a_plan_that_requires_cameras_is_a_deployment() -> None:
    (claim,) = about(PLAN, "人脸抓拍系统")
    assert claim.type == "deployment"
    assert claim.status == "required"
    assert "人脸抓拍系统" in [m.span.exact for m in claim.roles["technology"]]


def test_a_figure_of_the_quote_is_a_quantity_of_the_claim() -> None:
    claims = about(PLAN, "占比要提升到")
    assert [(q.quantity.low, q.quantity.high) for q in claims[0].quantities if q.quantity] == [
        (35, 100)
    ]


def test_data_that_are_pushed_to_an_agency_are_a_data_flow_with_both_ends() -> None:
    (claim,) = about(PLAN, "推送给")
    assert claim.type == "data_flow"
    assert "人脸数据" in [m.span.exact for m in claim.roles["data"]]


def test_a_denial_is_told_from_what_it_denies() -> None:
    (claim,) = about(PLAN, "否认提供过")
    assert claim.stance == "denies"


def test_what_a_commentator_thinks_is_inferred() -> None:
    (claim,) = about(PLAN, "用于维稳")
    assert claim.stance == "infers"
    assert claim.attribution.kind == "person"


def test_the_extractor_signs_its_claims_and_tells_which_words_brought_them_up() -> None:
    for claim in claims_of(PLAN) + claims_of(POLICY):
        assert (claim.extractor, claim.extractor_version) == (EXTRACTOR, extractor_version())
        assert any(line.startswith("frame ") for line in claim.trace)


def test_the_same_text_gives_the_same_claims_again() -> None:
    document, text, analysis = read_out(PLAN)
    assert extract(document, text, analysis) == claims_of(PLAN)


def test_claims_survive_their_json() -> None:
    for claim in claims_of(PLAN):
        assert from_json(Claim, to_json(claim)) == claim


def test_a_text_without_a_sentence_has_no_claims() -> None:
    reading = read(b"12\n", "empty.txt")
    assert extract(reading.document, reading.text, analyse(reading.document, reading.text)) == ()


@settings(max_examples=25)
@given(st.text(alphabet="监控公安局向海康购买“”《》（），。；：称 \nabc1%的并而", max_size=120))
def test_quotes_of_any_text_say_what_it_holds(content: str) -> None:
    reading = read(("标题\n\n" + content).encode(), "any.txt")
    analysis = analyse(reading.document, reading.text)
    for claim in extract(reading.document, reading.text, analysis):
        reading.text.check(claim.quote)
        assert claim.quote.exact == claim.quote.exact.strip()
