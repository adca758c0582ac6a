"""The outline changes one step at a time, and a dossier goes nowhere into its case."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.case import WrongArgumentError
from custodes.model import Note, Outline, OutlineEntry, OutlineSection
from custodes.workbench.composing import changes
from custodes.workbench.composing.printing import folder_for
from custodes.workbench.pages.notes import written

NOW = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)


def outline(*sections: str) -> Outline:
    """``outline("ab", "")`` has two sections, the first with the entries a and b."""
    return Outline(
        "A. Editor",
        NOW,
        sections=tuple(
            OutlineSection(
                str(number), "", tuple(OutlineEntry(name, f"on {name}") for name in names)
            )
            for number, names in enumerate(sections)
        ),
    )


def shown(made: Outline) -> list[str]:
    return ["".join(entry.identifier for entry in each.entries) for each in made.sections]


@pytest.mark.parametrize(
    ("entry", "by", "after"),
    [
        ("b", -1, ["ba", "c", ""]),
        ("a", 1, ["ba", "c", ""]),
        ("b", 1, ["a", "bc", ""]),
        ("c", -1, ["abc", "", ""]),
        ("c", 1, ["ab", "", "c"]),
        ("a", -1, ["ab", "c", ""]),
    ],
)
def test_an_entry_moves_up_and_down_and_past_the_end_of_its_section(
    entry: str, by: int, after: list[str]
) -> None:
    assert shown(changes.move(outline("ab", "c", ""), entry, by)) == after


def test_a_claim_is_chosen_once_for_the_section_that_is_meant() -> None:
    begun = changes.choose(outline(), "a")
    assert shown(begun) == ["a"]
    assert shown(changes.choose(outline("a", ""), "b")) == ["a", "b"]
    assert shown(changes.choose(outline("a", ""), "b", 0)) == ["ab", ""]
    assert changes.choose(outline("a", ""), "a", 1) == outline("a", "")


def test_sections_are_written_moved_and_taken_out() -> None:
    made = changes.write_section(changes.add_section(outline("a"), " New "), 0, " H ", " C ")
    assert [(each.heading, each.comment) for each in made.sections] == [("H", "C"), ("New", "")]
    assert shown(changes.move_section(outline("a", "b"), 1, -1)) == ["b", "a"]
    assert shown(changes.move_section(outline("a", "b"), 1, 1)) == ["a", "b"]
    assert shown(changes.remove_section(outline("a", "b"), 0)) == ["b"]


def test_what_is_not_there_any_more_is_said() -> None:
    refused: list[Callable[[], object]] = [
        lambda: changes.move(outline("a"), "x", 1),
        lambda: changes.write_section(outline("a"), 3, "", ""),
        lambda: changes.move_to(outline("a"), "a", 1),
    ]
    for change in refused:
        with pytest.raises(WrongArgumentError, match="any more"):
            change()


names = st.sampled_from("abcdef")
steps = st.one_of(
    st.tuples(st.just("move"), names, st.sampled_from((-1, 1))),
    st.tuples(st.just("to"), names, st.integers(0, 2)),
    st.tuples(st.just("section"), st.integers(0, 2), st.sampled_from((-1, 1))),
    st.tuples(st.just("comment"), names, st.text("xyz")),
)


@given(st.lists(steps, max_size=12))
def test_no_reordering_loses_or_doubles_an_entry(made: list[tuple[str, object, object]]) -> None:
    now = outline("abc", "de", "f")
    for do, one, other in made:
        if do == "move":
            now = changes.move(now, str(one), int(str(other)))
        elif do == "to":
            now = changes.move_to(now, str(one), int(str(other)))
        elif do == "section":
            now = changes.move_section(now, int(str(one)), int(str(other)))
        else:
            now = changes.write_comment(now, str(one), str(other))
        assert sorted("".join(shown(now))) == list("abcdef")
        section, place, of = changes.where(now, "a")
        assert now.sections[section - 1].entries[place - 1].identifier == "a"
        assert of == len(now.sections[section - 1].entries)


def test_a_name_becomes_a_folder_beside_the_case_and_a_path_goes_where_it_says(
    tmp_path: Path,
) -> None:
    case = tmp_path / "case"
    case.mkdir()
    assert folder_for(case, " Akte 甲 ") == tmp_path / "Akte 甲"
    assert folder_for(case, str(tmp_path / "far" / "out")) == tmp_path / "far" / "out"


@pytest.mark.parametrize("given", ["", " ", ".", "..", "a/b", "../x", "a\\b", "a\0b", "a\nb"])
def test_what_is_neither_a_name_nor_a_path_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(WrongArgumentError):
        folder_for(tmp_path / "case", given)


def test_a_dossier_is_not_written_into_its_case_nor_around_it(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (tmp_path / "link").symlink_to(case)
    places = ("case", str(case / "originals"), str(tmp_path), "/", str(tmp_path / "link" / "x"))
    for place in places:
        with pytest.raises(WrongArgumentError, match="case"):
            folder_for(case, place)


def test_earlier_versions_of_a_headline_stay_visible_and_comments_all_stand() -> None:
    def note(kind: str, text: str, language: str = "en") -> Note:
        return Note("claim", kind, text, language, "A. Editor", NOW)  # type: ignore[arg-type]

    found = written(
        [
            note("headline", "One"),
            note("comment", "First"),
            note("headline", "Eins", "zh"),
            note("headline", "Two"),
            note("comment", "Second"),
            note("held", "not here"),
        ]
    )
    assert [(each.note.text, [old.text for old in each.earlier]) for each in found] == [
        ("First", []),
        ("Eins", []),
        ("Two", ["One"]),
        ("Second", []),
    ]
