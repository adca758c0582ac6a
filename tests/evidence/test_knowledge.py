import pytest

from custodes.evidence.lexicon import CLAIM_TYPES, DataFile, KnowledgeError, knowledge


def test_every_claim_type_has_a_frame_that_says_what_it_is() -> None:
    frames = knowledge().frames
    assert set(frames) == set(CLAIM_TYPES)
    assert all(frame.says and frame.slots for frame in frames.values())


def test_every_claim_type_has_triggers() -> None:
    triggered = {cue.value for cue in knowledge().cues if cue.category == "trigger"}
    assert triggered == set(CLAIM_TYPES)


def test_an_english_term_is_found_as_a_word_and_not_inside_one() -> None:
    found = {hit.cue.name for hit in knowledge().find("She said so.")}
    assert "say" in found
    assert "say" not in {hit.cue.name for hit in knowledge().find("The essay is long.")}


def test_a_starred_term_stands_for_every_ending() -> None:
    cues = {hit.cue.name for hit in knowledge().find("they were monitoring people")}
    assert "targeting.watch" in cues


def test_of_overlapping_terms_of_one_cue_the_longest_counts() -> None:
    hits = [h for h in knowledge().find("核酸检测") if h.cue.name == "targeting.hold"]
    assert [(hit.start, hit.end) for hit in hits] == [(0, 4)]


def test_an_entry_that_cannot_be_used_is_named_by_file_and_line() -> None:
    source = DataFile("mine.toml", '# a frame\n\n[[trigger]]\nname = "x"\nzh = "装"\nen = []\n')
    (entry,) = source.entries("trigger")
    with pytest.raises(KnowledgeError, match=r"mine\.toml, entry at line 3: zh is not a list"):
        source.list(entry, "zh")


def test_a_file_that_is_no_toml_is_named_with_its_line() -> None:
    with pytest.raises(KnowledgeError, match=r"mine\.toml: .*line 2"):
        DataFile("mine.toml", 'type = "rule"\nsays = \n')
