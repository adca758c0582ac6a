"""A masked name that is spelled as a word of the format does not stop an export."""

from pathlib import Path
from typing import Any, get_args

from custodes import Case
from custodes.dossier.claims_jsonl import FORMAT_WORDS, claims_jsonl, evidence_records
from custodes.model import MentionKind
from custodes.release import checked, release

EXAMPLE = (
    Path(__file__).resolve().parents[2] / "examples" / "documents" / "09-report-port-alder.html"
)


def keys_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list | tuple) else set()


def test_every_key_and_kind_of_the_format_is_among_its_words(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case") as case:
        case.add([EXAMPLE], workers=1)
        released = release(case)
    words = set(FORMAT_WORDS.replace("\0", " ").split())
    assert set(get_args(MentionKind)) <= words
    assert keys_of(list(evidence_records(released))) <= words
    assert checked(released, claims_jsonl(released), own_words=FORMAT_WORDS)
