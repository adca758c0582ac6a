"""Invented documents and what becomes of them when they are reprinted, scanned or rewritten."""

import random
from collections.abc import Sequence

HANZI = [chr(point) for point in range(0x4E00, 0x5200)]
LATIN = "abcdefghijklmnopqrstuvwxyz"
MENU = "首页 新闻 深度 视频 专题 关于我们 版权所有 翻印必究 责任编辑 分享到微博 Home News"


def words(seed: int, language: str) -> list[str]:
    dice = random.Random(seed)
    if language == "zh":
        return ["".join(dice.choices(HANZI, k=2)) for _ in range(3000)]
    return ["".join(dice.choices(LATIN, k=dice.randint(3, 9))) for _ in range(3000)]


def sentences(seed: int, language: str, count: int = 30) -> list[str]:
    """A document: sentences of a dozen words and a figure."""
    dice, known = random.Random(seed), words(1, language)
    joint, stop = ("", "。") if language == "zh" else (" ", ".")
    return [
        joint.join([*dice.choices(known, k=12), str(dice.randint(2, 999))]) + stop
        for _ in range(count)
    ]


def page(body: Sequence[str], head: str = MENU, foot: str = "") -> str:
    return "\n".join([head, *body, foot])


def misread(text: str, share: float, seed: int) -> str:
    """As OCR would have it: this share of the letters is another one."""
    dice = random.Random(seed)
    return "".join(
        dice.choice(HANZI)
        if letter in HANZI and dice.random() < share
        else dice.choice(LATIN)
        if letter in LATIN and dice.random() < share
        else letter
        for letter in text
    )
