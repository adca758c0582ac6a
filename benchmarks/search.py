"""How fast words are found in 20,000 documents, and how many of the true places.

    python benchmarks/search.py [--documents 20000] [--rounds 3]

Documents are invented: sentences of the examples of this repository and of Zipf-distributed words,
Chinese (every fifth in traditional characters) and English, written with a seed. Compared are
custodes (``Case.search``: the first twenty documents with what stands around each place, and the
number of all), SQLite's FTS5 with its trigram tokenizer, tantivy with a tokenizer of characters
two and two, and a scan of every text held in memory. Prints for each the time a query takes, p50
and p95, and the share of the documents that the scan finds, of all queries and of words of two
characters. tantivy is asked where it is installed (``pip install tantivy``).
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speed import EXAMPLES  # type: ignore[import-not-found]

SEED = 20260101
WORDS = 6000
PAGE = 20
IN_EVERY_ONE = "维稳"
"""A word that stands in every Chinese document."""


def sentences() -> dict[str, list[str]]:
    """The sentences of the examples by language."""
    from custodes.reading import read

    found: dict[str, list[str]] = {"zh": [], "en": []}
    for path in sorted(EXAMPLES.iterdir()):
        reading = read(path.read_bytes(), path.name, "")
        language = "zh" if reading.document.language.startswith("zh") else "en"
        for block in reading.text.body():
            words = reading.text.content[block.start : block.end]
            found[language] += [s for s in re.split(r"(?<=[。！？.!?])\s*", words) if len(s) > 8]
    return found


def written(count: int) -> Iterator[str]:
    """So many documents, a paragraph a line, the same ones each time."""
    from opencc import OpenCC

    dice = random.Random(SEED)
    known = sentences()
    hanzi = [chr(point) for point in range(0x4E00, 0x5C00)]
    latin = "abcdefghijklmnopqrstuvwxyz"
    words = {
        "zh": ["".join(dice.choices(hanzi, k=2)) for _ in range(WORDS)],
        "en": ["".join(dice.choices(latin, k=dice.randint(3, 9))) for _ in range(WORDS)],
    }
    weights = list(itertools.accumulate(1 / rank for rank in range(1, WORDS + 1)))
    traditional = OpenCC("s2t")
    for number in range(count):
        language = "zh" if number % 5 < 3 else "en"
        joint, stop = ("", "。") if language == "zh" else (" ", ".")
        paragraphs = [f"{IN_EVERY_ONE}第{number}号" if language == "zh" else f"Document {number}"]
        for _ in range(dice.randint(6, 14)):
            paragraphs.append(
                joint.join(
                    dice.choice(known[language])
                    if dice.random() < 0.5
                    else joint.join(
                        dice.choices(words[language], cum_weights=weights, k=dice.randint(8, 20))
                    )
                    + stop
                    for _ in range(dice.randint(2, 5))
                )
            )
        text = "\n".join(paragraphs)
        yield traditional.convert(text) if number % 5 == 1 else text


def queries(texts: Sequence[str]) -> list[str]:
    """Words as people look for them: pieces of texts of every length, common ones and rare ones."""
    dice = random.Random(SEED + 1)
    found = [
        IN_EVERY_ONE,
        "维",
        "的",
        "e",
        "监控",
        "人脸识别",
        "公安机关",
        "camera",
        "face recognition",
    ]
    while len(found) < 200:
        text = dice.choice(texts)
        if len(found) % 3 == 0:
            piece = dice.choice(re.findall(r"[a-zA-Z]{3,}(?: [a-zA-Z]{3,})?|$", text))
        else:
            start = dice.randrange(len(text))
            piece = text[start : start + dice.choice((1, 2, 2, 2, 2, 3, 4, 6, 9))]
        if re.fullmatch(r"[\u4e00-\u9fff]+|[a-zA-Z ]{3,}", piece) and piece == piece.strip():
            found.append(piece)
    return found


@dataclass(frozen=True, slots=True)
class Engine:
    """What is measured: a name, and what gives the documents that hold a query, by number.

    ``first`` does the work of a first page; ``every`` gives all documents and is not timed.
    """

    name: str
    first: Callable[[str], object]
    every: Callable[[str], set[int]]


def custodes(folder: Path, texts: Sequence[str]) -> Engine:
    """A case into which the texts were put, as ``add`` does when it has read them."""
    from custodes.case import Case, Processed
    from custodes.case.content import keep_processed
    from custodes.model import Block, Document, Text

    case = Case.create(folder / "case")
    connection = case._connection
    numbers = {}
    began = time.process_time()
    for number, content in enumerate(texts):
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        numbers[sha256] = number
        starts = [0, *(hit.end() for hit in re.finditer("\n", content))]
        ends = [*(start - 1 for start in starts[1:]), len(content)]
        kinds = itertools.chain(["title"], itertools.repeat("paragraph"))
        blocks = tuple(
            Block(kind, start, end)  # type: ignore[arg-type]
            for kind, start, end in zip(kinds, starts, ends, strict=False)
        )
        document = Document(sha256, "text/plain", f"{number}.txt", title=f"Document {number}")
        with case._transaction():
            connection.execute(
                "INSERT INTO documents (sha256, name, origin, size, state) "
                "VALUES (?, ?, '', 0, 'pending')",
                (sha256, document.name),
            )
            keep_processed(connection, Processed(document, Text(content, blocks), (), ()))
    spent = time.process_time() - began
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    query = "SELECT sum(length(pairs)) FROM search_postings"
    size = connection.execute(query).fetchone()[0] + 24 * len(texts)
    print(f"custodes: kept in {spent:.1f} s of processor time, index {size / 1e6:.0f} MB")

    def every(query: str) -> set[int]:
        hits = case.search('"' + query, limit=len(texts)).hits
        return {numbers[hit.document.sha256] for hit in hits}

    return Engine("custodes", lambda query: case.search('"' + query, limit=PAGE), every)


def trigram(folder: Path, texts: Sequence[str]) -> Engine:
    """FTS5 with the tokenizer that SQLite has for parts of words."""
    connection = sqlite3.connect(folder / "trigram.db")
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5(content, tokenize='trigram')")
    began = time.process_time()
    connection.executemany(
        "INSERT INTO texts (rowid, content) VALUES (?, ?)", enumerate(texts, start=1)
    )
    connection.commit()
    print(f"SQLite trigram: kept in {time.process_time() - began:.1f} s of processor time")
    match = "FROM texts WHERE texts MATCH ?"

    def phrase(query: str) -> tuple[str]:
        return (f'"{query}"',)

    def first(query: str) -> object:
        snippet = "snippet(texts, 0, '[', ']', '…', 20)"
        page = f"SELECT rowid, {snippet} {match} LIMIT {PAGE}"
        hits = connection.execute(page, phrase(query)).fetchall()
        return hits, connection.execute(f"SELECT count(*) {match}", phrase(query)).fetchone()

    def every(query: str) -> set[int]:
        rows = connection.execute(f"SELECT rowid {match}", phrase(query))
        return {number - 1 for (number,) in rows}

    return Engine("SQLite trigram", first, every)


def tantivy(folder: Path, texts: Sequence[str]) -> Engine | None:
    """tantivy over characters two and two, a query as a phrase of them."""
    try:
        import tantivy as engine  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    (folder / "tantivy").mkdir()
    pairs = engine.TextAnalyzerBuilder(engine.Tokenizer.ngram(2, 2, prefix_only=False))
    analyzer = pairs.filter(engine.Filter.lowercase()).build()
    builder = engine.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, indexed=True)
    builder.add_text_field("content", stored=True, tokenizer_name="pairs", index_option="position")
    index = engine.Index(builder.build(), path=str(folder / "tantivy"))
    index.register_tokenizer("pairs", analyzer)
    began = time.process_time()
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for number, content in enumerate(texts):
        document = engine.Document(content=content)
        document.add_unsigned("number", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    print(f"tantivy: kept in {time.process_time() - began:.1f} s of processor time")
    searcher = index.searcher()

    def found(query: str, limit: int) -> Any:
        words = [query[at : at + 2].lower() for at in range(max(1, len(query) - 1))]
        schema = index.schema
        if len(words) == 1:
            asked = engine.Query.term_query(schema, "content", words[0])
        else:
            asked = engine.Query.phrase_query(schema, "content", list(enumerate(words)))
        return searcher.search(asked, limit, count=True), asked

    def first(query: str) -> object:
        result, asked = found(query, PAGE)
        snippets = engine.SnippetGenerator.create(searcher, asked, index.schema, "content")
        documents = [searcher.doc(address) for _, address in result.hits]
        return result.count, [snippets.snippet_from_doc(document) for document in documents]

    def every(query: str) -> set[int]:
        result, _ = found(query, len(texts))
        return {searcher.doc(address)["number"][0] for _, address in result.hits}

    return Engine("tantivy, two and two", first, every)


def scan(texts: Sequence[str]) -> Engine:
    """Every text looked through, folded beforehand by means that custodes does not use."""
    from opencc import OpenCC

    simplified = OpenCC("t2s")

    def folded(text: str) -> str:
        return "".join(map(simplified.convert, text.lower().replace("\n", "\0")))

    characters = sorted({letter for text in texts for letter in text.lower()})
    table = str.maketrans({letter: folded(letter) for letter in characters})
    held = [text.lower().translate(table) for text in texts]

    def every(query: str) -> set[int]:
        needle = query.lower().translate(table)
        return {number for number, text in enumerate(held) if needle in text}

    return Engine("scan of every text", every, every)


def percentile(seconds: Sequence[float], share: float) -> float:
    """Milliseconds below which this share of the times lies."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] * 1e3


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = list(written(options.documents))
    asked = queries(texts)
    print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters, {len(asked)} queries")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engines = [
            custodes(folder, texts),
            trigram(folder, texts),
            tantivy(folder, texts),
            scan(texts),
        ]
        present = [engine for engine in engines if engine is not None]
        truth = {query: present[-1].every(query) for query in asked}
        print(
            f"{'':22}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'found':>9}{'of two':>9}{'extra':>9}"
        )
        for engine in present:
            times = [
                min(timed(engine.first, query) for _ in range(options.rounds)) for query in asked
            ]
            shares = {query: found_of(engine.every(query), truth[query]) for query in asked}
            two = [shares[query] for query in asked if len(query) == 2]
            extra = sum(len(engine.every(query) - truth[query]) for query in asked)
            print(
                f"{engine.name:22}{percentile(times, 0.5):9.1f}{percentile(times, 0.95):9.1f}"
                f"{max(times) * 1e3:9.1f}"
                f"{statistics.mean(shares.values()):9.1%}{statistics.mean(two):9.1%}{extra:9}"
            )
            if engine.name == "custodes":
                slow = sorted(zip(times, asked, strict=True))[-5:]
                print("  slowest: " + ", ".join(f"{query!r} {t * 1e3:.0f}" for t, query in slow))


def timed(work: Callable[[str], object], query: str) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work(query)
    return time.perf_counter() - began


def found_of(found: set[int], truth: set[int]) -> float:
    """The share of the true documents that were found."""
    return len(found & truth) / len(truth) if truth else 1.0


if __name__ == "__main__":
    main()
