"""What a Chinese quantity counts: the noun right after its measure word, or right before it."""

from __future__ import annotations

import re

_REACH = 20
_LONGEST = 10
_LONGEST_VERBAL = 7
_STOP = re.compile(r"[，。！？；：、（）()“”‘’「」『』《》〈〉,.!?;:\"'\s…—|0-9]")
_OPENING = re.compile(r"\s?的?[“‘「『]?")
# Tags of rjieba: what may stand within a noun phrase, and what may end one.
_WITHIN = ("n", "vn", "an", "a", "b", "j", "l", "i", "s", "eng", "k", "h", "ng")
_LAST = ("n", "nz", "nl", "ng", "ns", "nt", "vn", "j", "k", "eng", "nrt")


def after(content: str, position: int, end: int) -> str | None:
    """The noun phrase that begins at ``position`` (code points), or None where none is plain.

    1158张重点人员照片: 重点人员照片. Stops at 的 after a noun, at verbs and at punctuation.
    """
    opening = _OPENING.match(content, position, end)
    begin = opening.end() if opening else position
    window = content[begin : min(end, begin + _REACH)]
    stop = _STOP.search(window)
    tokens = _tagged(window[: stop.start()] if stop else window)
    taken: list[tuple[str, str]] = []
    for index, (word, tag) in enumerate(tokens):
        described = taken and taken[-1][1] in ("a", "b", "d")
        adverb = (
            not taken and tag == "d" and index + 1 < len(tokens) and tokens[index + 1][1] == "a"
        )
        if tag in _WITHIN or tag.startswith("n") or adverb or (word == "的" and described):
            taken.append((word, tag))
        else:
            break
    cut_short = not stop and begin + _REACH < end and len(taken) == len(tokens)
    return None if cut_short else _ended(taken)


def before(content: str, position: int, start: int, end: int, after: int) -> str | None:
    """The noun phrase that ends at ``position``, where the quantity closes its clause.

    重点人员照片1158张: 重点人员照片. ``after`` is where the quantity ends; where words follow it
    there, what is before is more likely the subject of a sentence, and the answer is None.
    """
    if after < end and not _STOP.match(content, after):
        return None
    window = content[max(start, position - _REACH) : position].rstrip()
    stops = [match.end() for match in _STOP.finditer(window)]
    tokens = _tagged(window[stops[-1] :] if stops else window)
    taken: list[tuple[str, str]] = []
    for word, tag in reversed(tokens):
        if tag not in ("n", "nz", "nl", "vn", "j", "b", "i", "l", "eng", "k", "ng"):
            break
        taken.insert(0, (word, tag))
    return _ended(taken)


def _ended(taken: list[tuple[str, str]]) -> str | None:
    while taken and taken[-1][1] not in _LAST:
        taken.pop()
    if not taken or not any(tag.startswith("n") or tag == "j" for _, tag in taken):
        return None
    phrase = "".join(word for word, _ in taken)
    # A verbal noun inside is as likely the verb of the sentence: 两家商场监控民众不力.
    verbal = any(tag == "vn" for _, tag in taken[1:-1])
    return phrase if len(phrase) <= (_LONGEST_VERBAL if verbal else _LONGEST) else None


def _tagged(window: str) -> list[tuple[str, str]]:
    if not window:
        return []
    import rjieba  # 0.2 s to load its dictionary, so only once a quantity is there to look at

    return [(word, tag) for word, tag in rjieba.tag(window)]
