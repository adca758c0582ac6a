"""What each claim is sorted under, kept beside it for the evidence table and the pictures.

A row a document: pairs of claim and value as numbers, so that those of several 100,000 claims are
read in one go (claim_table.py), and the words of each claim, folded, for the text filter. Derived
from the claims as they stand, in the same transaction; ``verify`` derives it again.

Persons are no value of anything, nor is a name that the document gives to a private person.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from sqlite3 import Connection

from custodes.model import Claim, Mention, MentionKind, RoleName, from_json

FORM = 1
"""Counts the changes of what is derived here."""
YEARS = 10
"""A date that may be in more years than these counts for none of them."""
EARLIEST, LATEST = 1900, 2100
"""Years beyond are misread figures."""
KINDS: tuple[MentionKind, ...] = (
    "programme",
    "agency",
    "company",
    "place",
    "technology",
    "group",
    "data",
    "instrument",
)
"""Kinds of mentions that are facets of the same name."""
HOLDERS: Mapping[RoleName, str] = {"source": "giver", "recipient": "receiver"}
"""Roles of a data flow whose fillers are facets too, under these names."""
SHOWN_ROLES = frozenset({"official", "commentator", "public"})

Value = tuple[str, str]
"""Facet and value."""


@functools.cache
def form() -> str:
    """What the kept facets were derived by: another one means that they are derived anew."""
    rules = files("custodes.evidence").joinpath("checklist.toml").read_bytes()
    return f"{FORM} {hashlib.sha256(rules).hexdigest()[:16]}"


def values_of(claim: Claim, private: frozenset[str] = frozenset()) -> list[Value]:
    """Facets and values of a claim, each once, in order.

    ``private`` are names of persons who are not to be shown as a value.
    """
    from custodes.evidence.checklist import spoken_of

    found: dict[Value, None] = {
        ("type", claim.type): None,
        ("stance", claim.stance): None,
        ("status", claim.status): None,
        ("word", claim.attribution.kind): None,
        ("confidence", f"{claim.confidence:.2f}"): None,
    }
    for role, mentions in claim.roles.items():
        for mention in mentions:
            key = mention.canonical or mention.span.exact
            if mention.kind in KINDS and key not in private:
                found[mention.kind, key] = None
                if claim.type == "data_flow" and role in HOLDERS:
                    found[HOLDERS[role], key] = None
    for mention in claim.roles.get("place", ()) or _seats(claim):
        key = mention.canonical or mention.span.exact
        if mention.kind in ("place", "agency"):
            key = mention.place if mention.kind == "agency" else key
            if key and key not in private:
                found["place", key] = None
    for mention in claim.roles.get("time", ()):
        found.update(dict.fromkeys(_times(mention)))
    found.update({("speaks", key): None for key in spoken_of(claim)})
    return list(found)


def _seats(claim: Claim) -> Iterator[Mention]:
    """The agencies of a claim that names no place, where they are known to sit."""
    roles: tuple[RoleName, ...] = ("actor", "recipient", "source")
    for role in roles:
        yield from (m for m in claim.roles.get(role, ()) if m.kind == "agency" and m.place)


def _times(mention: Mention) -> Iterator[Value]:
    dates = mention.dates
    if dates is None or dates.first is None or dates.last is None:
        return
    if not EARLIEST <= dates.first.year <= dates.last.year <= LATEST:
        return
    yield "when", f"{dates.first.isoformat()}/{dates.last.isoformat()}"
    years = range(dates.first.year, dates.last.year + 1)
    if len(years) <= YEARS:
        yield from (("year", str(year)) for year in years)


def words_of(claim: Claim) -> str:
    """All words of a claim that the text filter looks through, folded, on one line."""
    from custodes.case.search.folding import fold

    parts = [claim.quote.exact, claim.attribution.name]
    for mentions in claim.roles.values():
        parts += (words for m in mentions for words in (m.span.exact, m.canonical))
    return " ".join(fold(part.replace("\n", " "))[0] for part in dict.fromkeys(parts) if part)


def keep(connection: Connection, sha256: str) -> None:
    """Write the facets of a document's claims as they stand, inside the caller's transaction."""
    import numpy as np

    rows = list(_derived(connection, sha256))
    names = {value for _, _, values in rows for value in values}
    numbers = {value: _number(connection, value) for value in sorted(names)}
    pairs = [part for claim, _, values in rows for v in values for part in (claim, numbers[v])]
    connection.execute(
        "INSERT OR REPLACE INTO claim_facets "
        "SELECT number, ?, ?, ? FROM documents WHERE sha256 = ?",
        (
            form(),
            np.array(pairs, dtype="<u4").tobytes(),
            "\n".join(words for _, words, _ in rows),
            sha256,
        ),
    )


def renew(connection: Connection) -> None:
    """Derive anew what an earlier version derived, inside the caller's transaction."""
    for sha256 in stale(connection):
        keep(connection, sha256)
    forget_unused(connection)


def stale(connection: Connection) -> list[str]:
    """The documents whose facets were derived by another version, or not at all."""
    query = (
        "SELECT sha256 FROM documents LEFT JOIN claim_facets USING (number) "
        "WHERE state = 'read' AND form IS NOT ?"
    )
    return [sha256 for (sha256,) in connection.execute(query, (form(),))]


def take_out(connection: Connection, sha256: str) -> None:
    """Delete what is kept of a document, inside the caller's transaction that removes it.

    Values that it alone had are left to ``forget_unused``, which looks through all documents.
    """
    connection.execute(
        "DELETE FROM claim_facets WHERE number = (SELECT number FROM documents WHERE sha256 = ?)",
        (sha256,),
    )


def forget_unused(connection: Connection) -> None:
    """Delete the values that no claim has any more: they may be names."""
    import numpy as np

    blobs = [blob for (blob,) in connection.execute("SELECT pairs FROM claim_facets")]
    used = set(np.unique(np.frombuffer(b"".join(blobs), dtype="<u4")[1::2]).tolist())
    known = [number for (number,) in connection.execute("SELECT number FROM facet_values")]
    unused = ((number,) for number in known if number not in used)
    connection.executemany("DELETE FROM facet_values WHERE number = ?", unused)


def is_wrong(connection: Connection, sha256: str) -> bool:
    """Whether the kept facets of a document are not those of its claims.

    What another version of custodes derived is not judged.
    """
    import numpy as np

    row = connection.execute(
        "SELECT form, pairs, words FROM claim_facets JOIN documents USING (number) "
        "WHERE sha256 = ?",
        (sha256,),
    ).fetchone()
    if row is None:
        return True
    made_by, blob, words = row
    if made_by != form():
        return False
    derived = list(_derived(connection, sha256))
    expected = [(claim, value) for claim, _, found in derived for value in found]
    pairs = np.frombuffer(blob[: len(blob) // 8 * 8], dtype="<u4").reshape(-1, 2).tolist()
    named = "SELECT facet, value FROM facet_values WHERE number = ?"
    held = [(claim, connection.execute(named, (number,)).fetchone()) for claim, number in pairs]
    return held != expected or words != "\n".join(line for _, line, _ in derived)


def _derived(connection: Connection, sha256: str) -> Iterator[tuple[int, str, list[Value]]]:
    """Number, words and values of each claim of a document, in the order of the text."""
    row = connection.execute(
        "SELECT language, kind, publisher FROM documents WHERE sha256 = ?", (sha256,)
    ).fetchone()
    private = _private(connection, sha256)
    about = [
        (facet, value)
        for facet, value in zip(("language", "kind", "source"), row or (), strict=False)
        if value and value not in private
    ]
    query = (
        "SELECT number, claim, decision FROM claims WHERE sha256 = ? ORDER BY start, end, number"
    )
    for number, json, decision in connection.execute(query, (sha256,)).fetchall():
        claim = from_json(Claim, json)
        review = ("review", decision or "none")
        yield number, words_of(claim), [review, *about, *values_of(claim, private)]


def _private(connection: Connection, sha256: str) -> frozenset[str]:
    query = "SELECT mentions FROM analyses WHERE sha256 = ?"
    row = connection.execute(query, (sha256,)).fetchone()
    mentions: Iterable[Mention] = from_json(tuple[Mention, ...], row[0]) if row else ()
    return frozenset(
        words
        for mention in mentions
        if mention.kind == "person" and mention.person_role not in SHOWN_ROLES
        for words in (mention.span.exact, mention.canonical)
        if words
    )


def _number(connection: Connection, value: Value) -> int:
    connection.execute(
        "INSERT INTO facet_values (facet, value) VALUES (?, ?) ON CONFLICT DO NOTHING", value
    )
    row = connection.execute(
        "SELECT number FROM facet_values WHERE facet = ? AND value = ?", value
    ).fetchone()
    return int(row[0])
