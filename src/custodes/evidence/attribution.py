"""Whose word a claim is: the voice before it in its sentence, or one that carries over."""

from __future__ import annotations

from bisect import bisect_right

from custodes.evidence.source_names import named
from custodes.evidence.voices import Voice
from custodes.model import Attribution, AttributionKind, Mention, Text

NEAR, AFTER, CARRIED, FAR = "before", "after", "carried", "far"
"""A voice stands in the claim's sentence, before or after it, in its paragraph, or further up."""


class Voices:
    """The voices of one text, looked up by place."""

    def __init__(self, text: Text, voices: tuple[Voice, ...]) -> None:
        self._text = text
        self._voices = voices
        self._ends = [voice.verb_end for voice in voices]

    def around(self, start: int, end: int, sentence: int, block: int) -> dict[str, Voice]:
        """The voice that stands nearest in each place (NEAR, AFTER, CARRIED, FAR) of a claim."""
        index = bisect_right(self._ends, start + 3) - 1
        found: dict[str, Voice] = {}
        for voice in self._voices[index + 1 : index + 8]:
            if voice.sentence != sentence:
                break
            if voice.verb_start >= end - 1:
                found[AFTER] = voice
                break
        for voice in self._voices[max(0, index - 30) : index + 1][::-1]:
            place = FAR
            if voice.sentence == sentence:
                place = NEAR
            elif voice.block == block:
                place = CARRIED
            if place not in found:
                found[place] = voice
            if place == FAR:
                break
        return found

    def denying(self, start: int, end: int, mentions: tuple[Mention, ...]) -> Attribution | None:
        """Who denies within ``start..end``, where a source other than a rumour is said to."""
        for voice in self._voices:
            if voice.cue == "deny" and start <= voice.verb_start < end:
                if voice.kind not in ("author", "rumour"):
                    return named(self._text, self._fuller(voice), mentions)
                return None
        return None

    def name(
        self, kind: AttributionKind, around: dict[str, Voice], mentions: tuple[Mention, ...]
    ) -> Attribution:
        """The attribution to the nearest voice of this kind, by its fullest name.

        ``mentions`` are the text's, in order. Without any voice of the kind the name is empty.
        """
        if kind == "author":
            return Attribution("author")
        for place in (NEAR, AFTER, CARRIED, FAR):
            voice = around.get(place)
            if voice is not None and voice.kind == kind:
                return named(self._text, self._fuller(voice), mentions)
        reached = max((voice.verb_end for voice in around.values()), default=0)
        for voice in reversed(self._voices[: bisect_right(self._ends, reached)]):
            if voice.kind == kind:
                return named(self._text, self._fuller(voice), mentions)
        return Attribution(kind)

    def _fuller(self, voice: Voice) -> Voice:
        """The last voice of the same kind that is named, where this one only points back."""
        if voice.named:
            return voice
        for earlier in reversed(self._voices[: bisect_right(self._ends, voice.verb_end)]):
            if earlier.kind == voice.kind and earlier.named:
                return earlier
        return voice
