"""One change of an outline at a time: an outline comes in, the changed one goes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from custodes.case import WrongArgumentError
from custodes.model import Outline, OutlineEntry, OutlineSection


def choose(outline: Outline, identifier: str, section: int = -1) -> Outline:
    """Add a claim or finding at the end of a section, the last unless given, once in all."""
    if identifier in outline.chosen:
        return outline
    sections = list(outline.sections) or [OutlineSection()]
    at = section if 0 <= section < len(sections) else len(sections) - 1
    entries = (*sections[at].entries, OutlineEntry(identifier))
    sections[at] = replace(sections[at], entries=entries)
    return replace(outline, sections=tuple(sections))


def add_section(outline: Outline, heading: str) -> Outline:
    """Add an empty section at the end."""
    return replace(outline, sections=(*outline.sections, OutlineSection(heading.strip())))


def write_section(outline: Outline, section: int, heading: str, comment: str) -> Outline:
    """Give a section its heading and comment."""
    return _with(
        outline,
        section,
        lambda each: replace(each, heading=heading.strip(), comment=comment.strip()),
    )


def move_section(outline: Outline, section: int, by: int) -> Outline:
    """Move a section up (-1) or down (1); at either end it stays."""
    sections = list(outline.sections)
    _must_be(sections, section)
    to = section + by
    if 0 <= to < len(sections):
        sections[section], sections[to] = sections[to], sections[section]
    return replace(outline, sections=tuple(sections))


def remove_section(outline: Outline, section: int) -> Outline:
    """Take a section out with all that was chosen for it."""
    _must_be(outline.sections, section)
    left = (*outline.sections[:section], *outline.sections[section + 1 :])
    return replace(outline, sections=left)


def write_comment(outline: Outline, identifier: str, comment: str) -> Outline:
    """Say something about a claim or finding."""
    section, place = _place(outline, identifier)

    def written(each: OutlineSection) -> OutlineSection:
        entries = list(each.entries)
        entries[place] = replace(entries[place], comment=comment.strip())
        return replace(each, entries=tuple(entries))

    return _with(outline, section, written)


def move(outline: Outline, identifier: str, by: int) -> Outline:
    """Move an entry up (-1) or down (1), past the end of a section into the next one."""
    section, place = _place(outline, identifier)
    entries = list(outline.sections[section].entries)
    to = place + by
    if 0 <= to < len(entries):
        entries[place], entries[to] = entries[to], entries[place]
        return _with(outline, section, lambda each: replace(each, entries=tuple(entries)))
    if not 0 <= section + by < len(outline.sections):
        return outline
    return _moved(outline, section, place, section + by, at_end=by < 0)


def move_to(outline: Outline, identifier: str, section: int) -> Outline:
    """Move an entry to the end of another section."""
    _must_be(outline.sections, section)
    here, place = _place(outline, identifier)
    return outline if here == section else _moved(outline, here, place, section, at_end=True)


def remove(outline: Outline, identifier: str) -> Outline:
    """Take a claim or finding out, with the comment on it."""
    section, place = _place(outline, identifier)

    def without(each: OutlineSection) -> OutlineSection:
        return replace(each, entries=each.entries[:place] + each.entries[place + 1 :])

    return _with(outline, section, without)


def where(outline: Outline, identifier: str) -> tuple[int, int, int]:
    """The section of an entry, its place in it, both from 1, and how many entries that has."""
    section, place = _place(outline, identifier)
    return section + 1, place + 1, len(outline.sections[section].entries)


def _moved(outline: Outline, section: int, place: int, to: int, *, at_end: bool) -> Outline:
    entry = outline.sections[section].entries[place]
    sections = list(remove(outline, entry.identifier).sections)
    held = sections[to].entries
    entries = (*held, entry) if at_end else (entry, *held)
    sections[to] = replace(sections[to], entries=entries)
    return replace(outline, sections=tuple(sections))


def _place(outline: Outline, identifier: str) -> tuple[int, int]:
    for number, section in enumerate(outline.sections):
        for place, entry in enumerate(section.entries):
            if entry.identifier == identifier:
                return number, place
    raise WrongArgumentError("this claim or finding is not chosen any more. Load the page again.")


def _with(
    outline: Outline, section: int, change: Callable[[OutlineSection], OutlineSection]
) -> Outline:
    sections = list(outline.sections)
    _must_be(sections, section)
    sections[section] = change(sections[section])
    return replace(outline, sections=tuple(sections))


def _must_be(sections: Sequence[OutlineSection], section: int) -> None:
    if not 0 <= section < len(sections):
        raise WrongArgumentError("this section is not there any more. Load the page again.")
