"""The evidence for other programs: the benchmark's shape, exact words, nothing masked."""

import csv
import datetime
import io
import json
from typing import Any

from custodes.dossier.claims_csv import COLUMNS, claims_csv
from custodes.dossier.claims_jsonl import claims_jsonl
from custodes.model import Attribution, DateInterval, Quantity, Span
from custodes.release import (
    Released,
    ReleasedClaim,
    ReleasedDocument,
    ReleasedMention,
    ReleasedParagraph,
    ReleasedQuantity,
)

SENTENCE = "乌海市公安局比中重点人员照片1158张"


def released(name: str = "", **claim: Any) -> Released:
    mentions = {
        "actor": (ReleasedMention("乌海市公安局", "agency"),),
        "group": (ReleasedMention("重点人员", "group"), ReleasedMention("重点人员", "group")),
        "place": (),
    }
    made = {
        "identifier": "c" * 16,
        "number": "A1",
        "document": "d" * 16,
        "type": "measure",
        "paragraph": 0,
        "quote": Span(0, len(SENTENCE), SENTENCE),
        "roles": mentions,
        "quantities": (
            ReleasedQuantity("1158张", Quantity(1158.0, 1158.0, "张", "重点人员照片")),
            ReleasedQuantity("0.5%以上", Quantity(0.5, None, "%")),
        ),
        "status": "done",
        "attribution": Attribution("document", "总结报告"),
        "stance": "asserts",
        "extractor": "frames",
        "extractor_version": "1",
        "confidence": 0.5,
        **claim,
    }
    document = ReleasedDocument(
        "d" * 16,
        "A",
        "=标题, “一”",
        "乌海日报",
        "",
        DateInterval(datetime.date(2020, 7, 1), datetime.date(2020, 7, 31)),
        "zh",
        "report",
        3,
        (ReleasedParagraph(1, "paragraph", SENTENCE, ("c" * 16,)),),
        name=name,
        entities=(
            ReleasedMention("乌海市公安局", "agency"),
            ReleasedMention("王毅", "person", person_role="official"),
            ReleasedMention("李四", "person", person_role="unknown"),
        ),
    )
    return Released("案", (document,), (ReleasedClaim(**made),), unmasked=bool(name))


def test_one_document_a_line_in_the_shape_of_the_guide() -> None:
    line, end = claims_jsonl(released("乌海报告")).split("\n")
    assert end == ""
    assert json.loads(line) == {
        "doc": "乌海报告",
        "entities": [
            {"kind": "agency", "text": "乌海市公安局"},
            {"kind": "person", "text": "王毅", "role": "official"},
            {"kind": "person", "text": "李四", "role": "private"},
        ],
        "claims": [
            {
                "type": "measure",
                "quote": SENTENCE,
                "roles": {"actor": ["乌海市公安局"], "group": ["重点人员"]},
                "quantities": [
                    {
                        "text": "1158张",
                        "low": 1158,
                        "high": 1158,
                        "unit": "张",
                        "of": "重点人员照片",
                    },
                    {"text": "0.5%以上", "low": 0.5, "high": None, "unit": "%"},
                ],
                "status": "done",
                "attribution": {"kind": "document", "name": "总结报告"},
                "stance": "asserts",
            }
        ],
    }
    assert '"low":1158,' in line
    assert "乌海" in line


def test_a_masked_release_names_documents_by_their_key() -> None:
    assert json.loads(claims_jsonl(released()))["doc"] == "d" * 16


def test_a_document_without_claims_has_its_line() -> None:
    empty = Released("案", released().documents, ())
    assert json.loads(claims_jsonl(empty))["claims"] == []
    assert claims_jsonl(Released("案", (), ())) == ""


def test_the_author_needs_no_name() -> None:
    line = json.loads(claims_jsonl(released(attribution=Attribution("author"))))
    assert line["claims"][0]["attribution"] == {"kind": "author"}


def test_the_table_has_a_row_a_claim_and_no_formula() -> None:
    header, row = csv.reader(io.StringIO(claims_csv(released())))
    cells = dict(zip(header, row, strict=True))
    assert tuple(header) == COLUMNS
    assert cells["title"] == "'=标题, “一”"
    assert cells["published_last"] == "2020-07-31"
    assert cells["group"] == "重点人员"
    assert cells["quantities"] == "1158张 [1158, 1158] 张 (重点人员照片) | 0.5%以上 [0.5, ..] %"
    assert cells["decision"] == ""
