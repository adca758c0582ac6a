"""How many cells of tables on scans are found where they stand, with their words.

    python benchmarks/scanned_tables.py [--tables 12] [--seed 1]

Ruled tables of 3 to 14 rows and 2 to 7 columns, Chinese and English by turns, are drawn on pages of
150 dots an inch: words broken to the column, rules of 1 to 3 pixels, black to light grey, some
cells empty. Each is read clean and as the bad scans of ``recognition.py``. A cell is placed where
the text has words at its row and column, and right where these are its words (white space and
commas do not count).
"""

from __future__ import annotations

import argparse
import io
import random
import re
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont
from recognition import CONDITIONS, SIZE, font  # type: ignore[import-not-found]

from custodes.reading import read

CHINESE = [
    "摄像机",
    "存储服务器",
    "人脸识别",
    "车辆抓拍",
    "分析软件",
    "派出所",
    "社区",
    "视频专网",
    "重点区域",
    "数量",
    "单价",
    "备注",
    "型号",
    "供应商",
    "合计",
    "建设内容",
    "保存期限",
    "接入平台",
    "门禁系统",
    "移动终端",
]
ENGLISH = [
    "Camera",
    "Reader",
    "Storage",
    "Licence",
    "District",
    "Harbour",
    "Northgate",
    "Vendor",
    "Contract",
    "Retention",
    "Audit",
    "Searches",
    "Police",
    "Council",
    "Analytics",
    "Drones",
]
Cells = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Table:
    """A page with a table, and the words of its cells by row and column."""

    image: Image.Image
    cells: Cells


def main() -> None:
    """Print a line for each condition."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    tables = [table(chance, (CHINESE, ENGLISH)[n % 2]) for n in range(arguments.tables)]
    print(f"{len(tables)} tables, {sum(len(one.cells) for one in tables)} cells with words")
    print(f"{'condition':24}{'placed':>10}{'right':>10}{'made up':>10}")
    for condition, degrade in CONDITIONS.items():
        placed = right = made_up = 0
        for one in tables:
            found = cells_read(degrade(one.image))
            placed += sum(place in found for place in one.cells)
            right += sum(bare(found.get(at, "")) == bare(words) for at, words in one.cells.items())
            made_up += len(found.keys() - one.cells.keys())
        whole = sum(len(one.cells) for one in tables)
        print(f"{condition:24}{placed / whole:>10.1%}{right / whole:>10.1%}{made_up:>10}")


def table(chance: random.Random, words: list[str]) -> Table:
    """A page with a line of text and a table of so many cells that it fits."""
    rows, columns = chance.randint(3, 14), chance.randint(2, 7)
    letters = font(chance.randint(18, 26))
    size = int(letters.size)
    left = chance.randint(60, 120)
    room = (SIZE[0] - left - 60) // columns
    across = [left]
    for _ in range(columns):
        across.append(across[-1] + chance.randint(min(4 * size, room), min(12 * size, room)))
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    draw.text((left, 60), " ".join(words[:6]), fill="black", font=letters)
    cells: Cells = {}
    down = [chance.randint(120, 300)]
    for row in range(rows):
        deepest = 1
        for column in range(columns):
            content = written(chance, words)
            if not content:
                continue
            cells[row, column] = content
            lines = broken(content, across[column + 1] - across[column] - 16, letters)
            deepest = max(deepest, len(lines))
            for number, line in enumerate(lines):
                place = (across[column] + 8, down[-1] + 6 + int(1.4 * size * number))
                draw.text(place, line, fill="black", font=letters)
        down.append(down[-1] + int(1.4 * size * deepest + size * chance.uniform(0.5, 1.2)))
    thick, grey = chance.choice((1, 2, 2, 3)), chance.choice((0, 0, 90, 140))
    for y in down:
        draw.line((across[0], y, across[-1], y), fill=(grey, grey, grey), width=thick)
    for x in across:
        draw.line((x, down[0], x, down[-1]), fill=(grey, grey, grey), width=thick)
    return Table(picture, cells)


def written(chance: random.Random, words: list[str]) -> str:
    """What stands in a cell: a word or some, a number, or nothing."""
    kind = chance.random()
    if kind < 0.1:
        return ""
    if kind < 0.4:
        return f"{chance.randint(1, 9999):,}"
    if kind < 0.5 and words is CHINESE:
        return "".join(chance.choices(words, k=3))
    return chance.choice(words)


def broken(content: str, room: int, letters: ImageFont.FreeTypeFont) -> list[str]:
    """The words in lines that are no wider than the room, broken anywhere."""
    lines = [""]
    for character in content:
        if letters.getlength(lines[-1] + character) > room:
            lines.append("")
        lines[-1] += character
    return lines


def cells_read(picture: Image.Image) -> Cells:
    """The cells of tables on a picture, with the words that are read in them."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    text = read(buffer.getvalue(), "page.png").text
    found: Cells = {}
    for block in text.blocks:
        if block.kind == "table_cell":
            place = (block.row, block.column)
            found[place] = found.get(place, "") + text.content[block.start : block.end]
    return found


def bare(words: str) -> str:
    """The words without what tells no difference here."""
    return re.sub(r"[\s,，]", "", words)


if __name__ == "__main__":
    main()
