import datetime
import random
from pathlib import Path

from small_case import small_case

from custodes.case import duplicates
from custodes.model import Block, DateInterval, Document, Text


def prose(seed: int) -> str:
    dice = random.Random(seed)
    return "\n".join(
        "".join(chr(dice.randint(0x4E00, 0x5400)) for _ in range(40)) + "。" for _ in range(12)
    )


def document(letter: str, day: str = "") -> Document:
    date = datetime.date.fromisoformat(day) if day else None
    published = DateInterval(date, date) if date else None
    return Document(letter * 64, "text/plain", letter, published=published)


def test_a_case_groups_its_reprints(tmp_path: Path) -> None:
    with small_case(
        tmp_path,
        one=f"一家网站\n{prose(1)}",
        other=prose(2),
        reprint=f"{prose(1)}\n转自一家网站",
    ) as case:
        names = {document.sha256: document.name for document in case.documents()}
        (group,) = case.near_duplicates()
        assert group.kind == "reprint"
        assert [names[sha256] for sha256 in group.documents] == ["one.txt", "reprint.txt"]
        case.remove(group.documents[1], "asked for")
        assert case.near_duplicates() == ()


def test_the_first_of_a_group_is_what_was_published_first() -> None:
    documents = [document("a"), document("b", "2020-03-05"), document("c", "2020-03-04")]
    (group,) = duplicates.near_duplicates(documents, lambda _: _plain(prose(1)))
    assert [sha256[0] for sha256 in group.documents] == ["c", "b", "a"]


def test_neither_furniture_nor_hidden_text_makes_documents_alike() -> None:
    shared = prose(3)
    for kind, hidden in (("boilerplate", ""), ("paragraph", "comment")):
        texts = {}
        for letter in "ab":
            own = prose(ord(letter))
            blocks = (
                Block(kind, 0, len(shared), hidden=hidden),  # type: ignore[arg-type]
                Block("paragraph", len(shared) + 1, len(shared) + 1 + len(own)),
            )
            texts[letter * 64] = Text(f"{shared}\n{own}", blocks)
        documents = [document("a"), document("b")]
        assert duplicates.near_duplicates(documents, texts.__getitem__) == ()


def _plain(content: str) -> Text:
    return Text(content, (Block("paragraph", 0, len(content)),))
