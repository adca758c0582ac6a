"""What a reader of the original would not see is read, marked, and no part of the body."""

from custodes.language.segments import sentences
from custodes.reading.assembly import assemble
from custodes.reading.drafts import Draft, Original

PLAIN = "The council has forty cameras."
SECRET = "The mayor ordered them from a friend."


def test_hidden_words_are_kept_and_marked_and_nothing_is_made_of_them() -> None:
    drafts = [
        Draft("heading", SECRET, level=1, hidden="tracked_deletion"),
        Draft("heading", "Cameras", level=1),
        Draft("paragraph", PLAIN, place="slide 2"),
        Draft("paragraph", SECRET, hidden="comment"),
    ]
    text, title = assemble(Original("text/html", drafts))
    assert title == "Cameras"
    assert SECRET in text.content
    hidden = [text.content[b.start : b.end] for b in text.blocks if b.hidden]
    assert hidden == [SECRET, SECRET]
    assert [b.place for b in text.body()] == ["", "slide 2"]
    assert [text.content[s.start : s.end] for s in sentences(text)] == ["Cameras", PLAIN]
