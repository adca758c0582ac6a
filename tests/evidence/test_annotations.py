"""Annotations are kept as positions, and give the annotated words back."""

import importlib.util
import json
import sys
from pathlib import Path

from custodes.reading import read

_PATH = Path(__file__).parents[2] / "training" / "annotations.py"
_SPEC = importlib.util.spec_from_file_location("training_annotations", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
annotations = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = annotations
_SPEC.loader.exec_module(annotations)

PAGE = """# 示例市装了摄像头

[广告](https://example.org/a_(b)) 首页

<p>示例市公安局称，示例市装了“人脸识别”摄像头，共 1,158 台。</p>

示例市公安局再次表示：示例市装了“人脸识别”摄像头。
""".encode()

CLAIM = {
    "type": "deployment",
    "quote": "示例市装了“人脸识别”摄像头",
    "roles": {"actor": ["示例市公安局"], "technology": ["“人脸识别”摄像头"]},
    "quantities": [],
    "status": "done",
    "attribution": {"kind": "organisation", "name": "示例市公安局"},
    "stance": "asserts",
}
GOLD = {
    "doc": "page",
    "entities": [
        {"kind": "agency", "text": "示例市公安局"},
        {"kind": "technology", "text": "人脸识别"},
    ],
    "claims": [
        {
            **CLAIM,
            "quote": "共 1,158 台",
            "quantities": [{"text": "1,158 台", "low": 1158, "high": 1158, "unit": "台", "of": ""}],
        },
        CLAIM,
        CLAIM,
    ],
}


def kept_and_restored() -> tuple[str, dict[str, object]]:
    reading = read(PAGE, "page.md")
    places = annotations.Places(PAGE, reading.text)
    stored = annotations.positions(GOLD, places, "0" * 64)
    return json.dumps(stored, ensure_ascii=False), annotations.restored(stored, places, "page")


def test_what_was_annotated_comes_back() -> None:
    assert kept_and_restored()[1] == GOLD


def test_no_word_of_the_text_is_kept() -> None:
    kept, _ = kept_and_restored()
    assert not any(words in kept for words in ("示例", "人脸", "摄像", "1,158"))


def test_the_same_words_twice_are_two_places() -> None:
    stored = json.loads(kept_and_restored()[0])
    first, second = (tuple(claim["quote"]) for claim in stored["claims"][1:])
    assert first < second


def test_documents_whose_originals_are_not_here_are_left_out(tmp_path: Path) -> None:
    assert list(annotations.load(tmp_path)) == []
