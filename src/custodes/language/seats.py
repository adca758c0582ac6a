"""Where an agency or place belongs, and how high it stands; each language reads its own names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """The place an agency's name begins with, its level, and the rest of the name.

    北京市朝阳区卫健委 is 北京市朝阳区, ``county``, 卫健委. ``core`` is in the short form where one
    is known (卫生健康委员会 → 卫健委), so that both forms compare equal.
    """

    place: str
    level: str
    core: str
