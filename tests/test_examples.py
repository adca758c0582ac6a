"""The example documents go through the whole chain, and what they were written to show is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from custodes import Case
from custodes.dossier import write_dossier
from custodes.model import Claim, Document
from custodes.release import release

DOCUMENTS = Path(__file__).resolve().parents[1] / "examples" / "documents"
PRIVATE = ["赵启明", "孙某强", "李某芳", "陈某", "马文岚", "Tellworth"]
NUMBERS = ["990102198603152417", "990103198701094512", "13800138000", "8F3K6", "555-0177"]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with Case.create(tmp_path_factory.mktemp("examples") / "case") as case:
        case.add([DOCUMENTS], workers=1)
        yield case


@pytest.fixture(scope="module")
def documents(case: Case) -> dict[str, Document]:
    return {document.name[:2]: document for document in case.documents()}


def claims_of(case: Case, document: Document) -> list[Claim]:
    return case.claims(document=document.sha256)


def test_every_example_is_read(case: Case, documents: dict[str, Document]) -> None:
    assert not case.failures()
    assert len(documents) == len(list(DOCUMENTS.iterdir()))


def test_every_example_has_a_title_a_language_and_a_date(documents: dict[str, Document]) -> None:
    for document in documents.values():
        assert document.title, document.name
        assert document.published is not None, document.name
        english = document.name[:2] in {"06", "09", "11", "13"}
        assert document.language == ("en" if english else "zh"), document.name
    assert documents["02"].title == "关于建立流行病学调查协调联络机制的通知"
    assert documents["01"].publisher == "河岸观察"
    assert documents["09"].author == "Imogen Castellane"


def test_navigation_and_advertising_are_no_part_of_the_body(
    case: Case, documents: dict[str, Document]
) -> None:
    for name, furniture in (
        ("01", ["限时三天", "分享到微博", "版权所有", "十问移动支付"]),
        ("09", ["garden furniture", "Tweet", "Ferry fares", "All rights reserved"]),
    ):
        text = case.text(documents[name].sha256)
        body = "\n".join(text.content[block.start : block.end] for block in text.body())
        for words in furniture:
            assert words in text.content
            assert words not in body


def test_every_example_has_claims_and_every_type_occurs(
    case: Case, documents: dict[str, Document]
) -> None:
    for document in documents.values():
        assert claims_of(case, document), document.name
    types = {claim.type for claim in case.claims()}
    assert types == {"supply", "data_flow", "deployment", "targeting", "rule", "measure"}


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("01", 98, 100),  # 98%以上
        ("03", 45, 45),
        ("10", 1204, 1204),
        ("10", 71, 79),  # 70余名
        ("10", 21, 29),  # 20余名
        ("10", 72, 100),  # 72%以上
        ("12", 31, 31),
    ],
)
def test_a_figure_is_the_interval_that_its_words_allow(
    case: Case, documents: dict[str, Document], name: str, low: float, high: float
) -> None:
    figures = {
        (mention.quantity.low, mention.quantity.high)
        for claim in claims_of(case, documents[name])
        for mention in claim.quantities
        if mention.quantity is not None
    }
    assert (low, high) in figures


def test_the_payment_company_denies(case: Case, documents: dict[str, Document]) -> None:
    denied = [claim for claim in claims_of(case, documents["07"]) if claim.stance == "denies"]
    assert denied
    assert all(claim.status == "unknown" for claim in denied)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_private_person_is_left_in_the_dossier(
    case: Case, tmp_path: Path, language: str
) -> None:
    released = release(case)
    write_dossier(released, tmp_path / "dossier", language)  # type: ignore[arg-type]
    files = [path for path in (tmp_path / "dossier").rglob("*") if path.is_file()]
    assert len(files) > len(released.documents)
    for path in files:
        content = path.read_text(encoding="utf-8")
        for words in [*PRIVATE, *NUMBERS]:
            assert words not in content, path.name
        assert documents_paths_absent(content), path.name


def documents_paths_absent(content: str) -> bool:
    """Whether no file name of an original is in the content."""
    return not any(path.name in content or path.stem in content for path in DOCUMENTS.iterdir())
