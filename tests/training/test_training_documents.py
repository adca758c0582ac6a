"""The annotated documents of our own writing: what is annotated stands in them."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from custodes.model import AttributionKind, ClaimType, RoleName, Stance, Status

TRAINING = Path(__file__).resolve().parents[2] / "training"
NAMES = sorted(path.stem for path in (TRAINING / "documents").glob("*.txt"))


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


@pytest.fixture(scope="module")
def annotations() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "annotations_of_training", TRAINING / "annotations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_document_has_its_annotation_and_every_quotation_stands_in_its_text(
    annotations: ModuleType,
) -> None:
    read = list(annotations.written())
    assert [document.name for document in read] == NAMES
    assert len(read) >= 100
    for document in read:
        body = squeezed(document.body)
        for claim in document.gold["claims"]:
            assert squeezed(claim["quote"]) in body, (document.name, claim["quote"])
            for filled in claim["roles"].values():
                assert all(squeezed(words) in body for words in filled), document.name
            for quantity in claim["quantities"]:
                assert squeezed(quantity["text"]) in squeezed(claim["quote"]), document.name


def test_labels_are_those_of_the_model() -> None:
    for name in NAMES:
        path = TRAINING / "documents" / f"{name}.json"
        gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        assert gold["doc"] == name
        for claim in gold["claims"]:
            assert claim["type"] in get_args(ClaimType), name
            assert claim["status"] in get_args(Status), name
            assert claim["stance"] in get_args(Stance), name
            source = claim["attribution"]
            assert source["kind"] in get_args(AttributionKind), name
            assert (source["kind"] == "author") == (not source["name"]), name
            assert set(claim["roles"]) <= set(get_args(RoleName)), name
