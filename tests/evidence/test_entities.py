"""What several documents name: the same is joined, different bodies never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.evidence.entities import Sighting, resolved, sightings
from custodes.evidence.entities.knowledge import codes_of, folded
from custodes.language.zh import knowledge as chinese
from custodes.model import Mention, PersonRole, Span

FIRST, SECOND = "a" * 64, "b" * 64


def mentions(*names: tuple[str, str] | tuple[str, str, str]) -> list[Mention]:
    """Mentions one after the other: kind, surface and, if any, the fullest form."""
    found, start = [], 0
    for kind, surface, *full in names:
        span = Span(start, start + len(surface), surface)
        place = ""
        if kind == "agency":
            place = seat(full[0] if full else surface)
        found.append(Mention(span, kind, canonical=full[0] if full else "", place=place))  # type: ignore[arg-type]
        start += len(surface) + 30
    return found


def seat(name: str) -> str:
    from custodes.language.zh import agencies

    return "" if name.isascii() else agencies.seat(name).place


def keys(*names: tuple[str, str] | tuple[str, str, str], document: str = FIRST) -> set[str]:
    return {sighting.key for sighting in sightings(document, mentions(*names))}


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("agency", "乌海市公安局", "乌兰察布市公安局"),
        ("agency", "乌海市公安局", "乌海市检察院"),
        ("agency", "北京市朝阳区卫健委", "北京市卫健委"),
        ("agency", "Marlow County Sheriff's Office", "Marlow City Sheriff's Office"),
        ("place", "Marlow County", "Marlow City"),
        ("place", "北京市朝阳区", "长春市朝阳区"),
        ("company", "大华股份", "华大基因"),
        ("instrument", "2019年网络安全工作要点", "2020年网络安全工作要点"),
    ],
)
def test_different_ones_are_never_merged(kind: str, one: str, other: str) -> None:
    assert not keys((kind, one)) & keys((kind, other), document=SECOND)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("agency", "乌海市公安局", "乌海公安局"),
        ("agency", "北京市朝阳区卫生健康委员会", "北京市朝阳区卫健委"),
        ("agency", "襄樊市公安局", "襄阳市公安局"),
        ("agency", "公安部", "Ministry of Public Security"),
        ("company", "海康威视", "Hikvision"),
        ("company", "海康威視", "海康威视"),
        ("place", "内蒙古", "内蒙古自治区"),
        ("programme", "雪亮工程", "“雪亮工程”"),
        ("instrument", "网络安全法", "中华人民共和国网络安全法"),
    ],
)
def test_names_of_the_same_are_merged(kind: str, one: str, other: str) -> None:
    assert keys((kind, one)) == keys((kind, other), document=SECOND)


def test_a_short_form_belongs_to_the_place_of_its_document() -> None:
    first = sightings(FIRST, mentions(("agency", "乌海市公安局"), ("agency", "卫健委")))
    assert {s.key for s in first} == {"gb:150300 公安局", "gb:150300 卫健委"}


def test_a_short_form_is_open_where_its_document_names_two_places() -> None:
    found = sightings(
        FIRST,
        mentions(("agency", "乌海市公安局"), ("agency", "南京市公安局"), ("agency", "卫健委")),
    )
    (open_one,) = [s for s in found if s.is_open]
    assert open_one.name == "卫健委"
    assert set(open_one.candidates) == {"内蒙古自治区乌海市卫健委", "江苏省南京市卫健委"}


def test_an_ambiguous_division_stays_open_and_has_its_candidates() -> None:
    (found,) = sightings(FIRST, mentions(("place", "朝阳区")))
    assert found.is_open
    assert found.candidates == ("北京市朝阳区", "吉林省长春市朝阳区")


def test_an_ambiguous_division_is_known_by_the_one_around_it() -> None:
    assert "gb:110105" in keys(("place", "北京市"), ("place", "朝阳区"))
    assert "?朝阳区" in keys(("place", "北京市"), ("place", "长春市"), ("place", "朝阳区"))


def test_a_body_of_every_place_without_a_place_is_open() -> None:
    assert keys(("agency", "公安局"), ("agency", "Police Department")) == {
        "?公安局",
        "?police department",
    }


def person(name: str, role: PersonRole, start: int) -> Mention:
    return Mention(Span(start, start + len(name), name), "person", person_role=role)


@pytest.mark.parametrize("role", ["private", "unknown"])
def test_a_private_person_is_never_sighted(role: PersonRole) -> None:
    assert sightings(FIRST, [person("某甲", role, 0)]) == ()


def test_one_private_mention_outweighs_a_public_one() -> None:
    assert sightings(FIRST, [person("某甲", "official", 0), person("某甲", "private", 50)]) == ()


def test_persons_of_one_name_are_merged_only_where_their_organisation_agrees() -> None:
    def key(document: str, body: str, gap: int) -> str:
        (agency,) = mentions(("agency", body))
        officer = person("某甲", "official", len(body) + gap)
        return next(s.key for s in sightings(document, [agency, officer]) if s.kind == "person")

    assert key(FIRST, "乌海市公安局", 2) == key(SECOND, "乌海公安局", 2)
    assert key(FIRST, "乌海市公安局", 2) != key(SECOND, "南京市公安局", 2)
    assert key(FIRST, "乌海市公安局", 90) != key(SECOND, "乌海市公安局", 90)


def test_a_general_title_is_its_documents_own_and_a_number_tells_titles_apart() -> None:
    assert not keys(("instrument", "通知")) & keys(("instrument", "通知"), document=SECOND)


def test_entities_hold_all_names_and_counts() -> None:
    one = sightings(FIRST, mentions(("company", "Hikvision"), ("place", "朝阳区")))
    two = sightings(SECOND, mentions(("company", "海康威视"), ("company", "海康威视")))
    entities, ambiguous = resolved([(s, 1) for s in (*one, *two)])
    (firm,) = entities
    assert set(firm.entity.names) == {"海康威视", "Hikvision"}
    assert (firm.documents, firm.mentions) == (2, 3)
    assert [a.name for a in ambiguous] == ["朝阳区"]


@given(st.sampled_from(sorted(chinese.divisions())))
def test_every_division_is_known_by_its_name(name: str) -> None:
    assert set(chinese.divisions()[name]) <= set(codes_of(name))


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_sightings_of_no_mention_are_none() -> None:
    assert resolved([]) == ([], [])
    assert not Sighting("place", "gb:110105", "朝阳区", ("朝阳区",), 1).is_open


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("agency", "中共公安部", "公安部"),
        ("place", "中国新疆", "新疆"),
        ("company", "商汤科技", "商汤"),
    ],
)
def test_what_stands_before_a_name_of_the_whole_country_makes_no_other_one(
    kind: str, one: str, other: str
) -> None:
    assert keys((kind, one)) == keys((kind, other), document=SECOND)
