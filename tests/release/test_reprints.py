"""A text and its reprint are one source in what leaves a case."""

import pytest
from fake_case import Page, case_of

from custodes.evidence.near_duplicates import Group
from custodes.release import Released, release

BODY = ["青石市公安局装设摄像机400台。", "青石市公安局装设摄像机600台。"]


def page(name: str, *paragraphs: str) -> Page:
    marks = [(words, "quantity", None) for words in ("400台", "600台", "900台")]
    return Page(
        paragraphs,
        name=name,
        marks=[("青石市公安局", "agency", None), *marks],  # type: ignore[list-item]
        quotes=[words.rstrip("。") for words in paragraphs],
    )


def released(*pages: Page, kind: str = "reprint") -> Released:
    names = tuple(page.sha256 for page in pages[:2])
    return release(case_of(*pages, groups=[Group(names, 0.9, kind)]))  # type: ignore[arg-type]


def sides(release: Released) -> set[str]:
    numbers = {claim.identifier: claim.number for claim in release.claims}
    return {"-".join(numbers[c] for c in d.claims) for d in release.disagreements}


@pytest.fixture(autouse=True)
def all_claims_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    from itertools import combinations

    from custodes import evidence
    from custodes.evidence import Disagreement

    def found(claims: list[object]) -> tuple[Disagreement, ...]:
        return tuple(
            Disagreement(kind, (a.identifier, b.identifier))  # type: ignore[attr-defined]
            for a, b in combinations(claims, 2)
            for kind in ("denial", "figure")
        )

    monkeypatch.setattr(evidence, "disagreements", found, raising=False)


def test_a_reprint_names_the_first_of_its_group_by_its_keyed_identifier() -> None:
    out = released(page("a", *BODY), page("b", *BODY), page("c", "另一件事。"))
    first, second, third = out.documents
    assert second.reprint_of == first.identifier
    assert first.reprint_of == third.reprint_of == ""


def test_a_version_is_a_source_of_its_own() -> None:
    out = released(page("a", *BODY), page("b", *BODY), kind="version")
    assert [document.reprint_of for document in out.documents] == ["", ""]
    assert "A1-B2" in sides(out)


def test_a_text_disagrees_with_itself_once_and_not_with_its_reprint() -> None:
    other = page("c", "青石市公安局装设摄像机900台。")
    out = released(page("a", *BODY), page("b", *BODY), other)
    assert len(out.claims) == 5
    assert sides(out) == {"A1-A2", "A1-C1", "A2-C1"}


def test_a_figure_that_a_reprint_changed_is_shown_beside_the_first() -> None:
    changed = page("b", BODY[0], "青石市公安局装设摄像机900台。")
    out = released(page("a", *BODY), changed)
    assert sides(out) == {"A1-A2", "A1-B2", "A2-B2"}
    kinds = [d.kind for d in out.disagreements]
    assert kinds.count("denial") == 1
