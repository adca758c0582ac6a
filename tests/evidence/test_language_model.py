import json
import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_server import model_server

from custodes.evidence.language_model.answers import check_answer
from custodes.evidence.language_model.asking import PIECE, ask, extractor_of, pieces
from custodes.evidence.language_model.endpoint import ANSWER_LIMIT, Endpoint, EndpointError
from custodes.evidence.language_model.merging import additions
from custodes.language import analyse
from custodes.language.analysis import Analysis
from custodes.model import Block, Document, Text

WORDS = (
    "北岭市公安局在报告中称，全市安装了1200个摄像头，由云杉科技承建。"
    "该局把人脸数据交给省厅。北岭市民政局否认参与。"
)
FULL = {
    "type": "deployment",
    "quote": "全市安装了 1200个摄像头",
    "roles": {"actor": ["北岭市公安局"], "technology": ["摄像头"], "group": ["外星人"]},
    "quantities": [{"text": "1200个", "low": 1, "high": 9_999_999}],
    "status": "done",
    "attribution": {"kind": "document", "name": "报告"},
    "stance": "asserts",
}


def reading(words: str = WORDS) -> tuple[Document, Text, Analysis]:
    document = Document(sha256="a" * 64, media_type="text/plain", name="a.txt", language="zh")
    text = Text(words, (Block("paragraph", 0, len(words)),))
    return document, text, analyse(document, text)


def answer(*claims: object) -> str:
    return json.dumps({"claims": claims}, ensure_ascii=False)


def checked(untrusted: str) -> Any:
    document, text, analysis = reading()
    return check_answer(untrusted, document, text, analysis.mentions, text.body(), "model.m", "1")


def test_a_quote_is_found_whatever_its_white_space_and_roles_where_they_stand() -> None:
    (claim,) = checked(answer(FULL)).claims
    assert claim.quote.exact == "全市安装了1200个摄像头"
    assert [m.span.exact for m in claim.roles["actor"]] == ["北岭市公安局"]
    assert claim.roles["technology"][0].kind == "technology"
    assert (claim.attribution.kind, claim.attribution.name) == ("document", "报告")
    assert claim.extractor == "model.m"
    for span in (claim.quote, claim.attribution.span, claim.roles["actor"][0].span):
        assert span is not None
        assert WORDS[span.start : span.end] == span.exact


def test_what_the_text_does_not_hold_is_dropped_and_counted() -> None:
    lie = {**FULL, "quote": "全市安装了9900个摄像头"}
    found = checked(answer(FULL, lie, {"type": "identify", "quote": "北岭市"}, "claim", None))
    assert len(found.claims) == 1
    assert found.dropped == 4
    assert "group" not in found.claims[0].roles
    assert found.dropped_roles == 1


def test_figures_are_those_of_our_own_grammar() -> None:
    (claim,) = checked(answer(FULL)).claims
    (mention,) = claim.quantities
    assert mention.quantity is not None
    assert (mention.quantity.low, mention.quantity.high) == (1200, 1200)


def test_a_source_that_the_text_does_not_name_leaves_its_kind_alone() -> None:
    (claim,) = checked(answer({**FULL, "attribution": {"kind": "person", "name": "王大力"}})).claims
    assert (claim.attribution.kind, claim.attribution.name) == ("person", "")


@pytest.mark.parametrize(
    "untrusted",
    ["", "no JSON", "[]", '{"claims": 3}', "{" * 100_000, '{"claims": [' + "[" * 5000, "null"],
)
def test_an_answer_of_no_known_shape_gives_nothing(untrusted: str) -> None:
    found = checked(untrusted)
    assert found.claims == ()
    assert found.dropped == 1


def test_an_answer_in_a_code_fence_is_read() -> None:
    assert len(checked(f"```json\n{answer(FULL)}\n```").claims) == 1


@settings(max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["deployment", "rule", "nonsense"]),
                "quote": st.one_of(st.text(max_size=30), st.sampled_from([WORDS, WORDS[3:20]])),
                "roles": st.dictionaries(
                    st.sampled_from(["actor", "time", "watchlist"]),
                    st.lists(st.text(max_size=8), max_size=3),
                ),
            }
        ),
        max_size=4,
    )
)
def test_whatever_is_answered_every_span_says_what_the_text_holds(claims: list[Any]) -> None:
    for claim in checked(answer(*claims)).claims:
        spans = [claim.quote, *(m.span for ms in claim.roles.values() for m in ms)]
        assert all(WORDS[span.start : span.end] == span.exact for span in spans)


def test_a_claim_that_is_there_already_is_not_added() -> None:
    (claim,) = checked(answer(FULL)).claims
    shorter = checked(answer({**FULL, "quote": "安装了1200个摄像头"})).claims
    other = checked(answer({**FULL, "type": "measure"})).claims
    assert additions([claim], [*shorter, *other, *other]) == other


def test_a_server_is_asked_for_its_model_and_its_claims_are_taken() -> None:
    document, text, analysis = reading()
    with model_server(lambda request: answer(FULL)) as server:
        endpoint = Endpoint.at(server.url)
        asked = ask(endpoint, document, text, analysis.mentions, ())
    assert extractor_of(endpoint)[0] == "model.small-model"
    assert [claim.extractor for claim in asked.claims] == ["model.small-model"]
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert WORDS in request["messages"][1]["content"]
    assert request["temperature"] == 0


def test_neither_hidden_text_nor_boilerplate_is_sent() -> None:
    lines = ("公开的一段。", "隐藏的一段。", "导航")
    words = "\n".join(lines)
    blocks = (
        Block("paragraph", 0, 6),
        Block("paragraph", 7, 13, hidden="comment"),
        Block("boilerplate", 14, 16),
    )
    document = reading()[0]
    with model_server(lambda request: answer()) as server:
        ask(Endpoint.at(server.url, "m"), document, Text(words, blocks), (), ())
    sent = server.requests[0]["messages"][1]["content"]
    assert "公开" in sent
    assert "隐藏" not in sent
    assert "导航" not in sent


def test_a_long_text_is_asked_about_in_pieces_that_hold_all_of_it() -> None:
    block = "全市安装了摄像头。" * 100
    content = "\n".join([block] * 12)
    starts = range(0, len(content), len(block) + 1)
    text = Text(content, tuple(Block("paragraph", s, s + len(block)) for s in starts))
    runs = list(pieces(text))
    assert [block for run in runs for block in run] == list(text.blocks)
    assert len(runs) > 1
    assert all(sum(b.end - b.start for b in run) <= PIECE for run in runs)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/v1",
        "http://10.0.0.1:8080/v1",
        "https://127.0.0.1/v1",
        "http://127.0.0.1.example.org/v1",
        "http://user@127.0.0.1/v1",
        "http://127.0.0.1:99999/v1",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_address_but_one_of_this_machine_is_taken(url: str) -> None:
    with pytest.raises(EndpointError, match="on this machine"):
        Endpoint.at(url, "m")


def test_a_dead_endpoint_is_an_error_that_says_where() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(EndpointError, match=str(port)):
            Endpoint.at(f"http://127.0.0.1:{port}/v1")


def test_an_endpoint_that_trickles_is_cut_off() -> None:
    with model_server(lambda request: answer(FULL)) as server:
        server.pause = 0.05
        with pytest.raises(EndpointError, match=r"longer than 0\.3 seconds"):
            Endpoint.at(server.url, "m", seconds=0.3).ask("", "")


def test_an_answer_without_end_a_status_and_a_redirection_are_errors() -> None:
    with model_server(lambda request: answer(FULL)) as server:
        endpoint = Endpoint.at(server.url, "m")
        server.padding = ANSWER_LIMIT + 1
        with pytest.raises(EndpointError, match="bytes long"):
            endpoint.ask("", "")
        server.padding = 0
        server.status, server.headers = 302, {"Location": "http://example.org/"}
        with pytest.raises(EndpointError, match="302"):
            endpoint.ask("", "")
        server.status, server.headers, server.raw = 200, {}, b"<html>"
        with pytest.raises(EndpointError, match="no JSON"):
            endpoint.ask("", "")
        server.raw = b'{"choices": []}'
        with pytest.raises(EndpointError, match="without a text"):
            endpoint.ask("", "")


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with model_server(lambda request: answer()) as server:
        assert Endpoint.at(server.url, "m").ask("", "") == answer()
