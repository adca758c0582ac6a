"""Archives and messages in one another: how deep, and how much one that was given may hold in all.

An archive's own limits are the reader's; these hold over all that comes out of what comes out.
"""

from __future__ import annotations

from sqlite3 import Connection

from custodes.reading.limits import CONTAINERS

WITHIN = "!/"
"""Between the place of a container and the path in it."""
TREE_BYTES = 4_000_000_000
"""The most bytes of all documents together that one container which was given may hold."""
TREE_DOCUMENTS = 100_000
"""The most documents that it may hold, those of containers in it among them."""

_INSIDE = """
WITH RECURSIVE inside (sha256, size) AS (
    SELECT sha256, size FROM documents WHERE container = ?
    UNION
    SELECT documents.sha256, documents.size
    FROM documents JOIN inside ON documents.container = inside.sha256
)
SELECT count(*), coalesce(sum(size), 0) FROM inside
"""


class Containers:
    """What lies in what, and how much more may come out of each container that was given."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[str, list[int]] = {}

    def above(self, sha256: str) -> list[str]:
        """The containers around a document (SHA-256), the innermost first; at most so many."""
        found: list[str] = []
        query = "SELECT container FROM documents WHERE sha256 = ?"
        while len(found) < CONTAINERS:
            row = self._connection.execute(query, (sha256,)).fetchone()
            if not row or not row[0]:
                break
            sha256 = row[0]
            found.append(sha256)
        return found

    def refusal(self, container: str, size: int) -> str:
        """Why no member of ``size`` bytes may come out of this container any more, if so."""
        around = self.above(container)
        if len(around) >= CONTAINERS:
            return "archives within archives"
        documents, held = self._within(container, around)
        if documents >= TREE_DOCUMENTS or held + size > TREE_BYTES:
            return "all that comes out of one archive"
        return ""

    def count(self, container: str, size: int) -> None:
        """Note that a document of ``size`` bytes came out of this container."""
        held = self._within(container, self.above(container))
        held[0] += 1
        held[1] += size

    def _within(self, container: str, around: list[str]) -> list[int]:
        outermost = around[-1] if around else container
        if outermost not in self._held:
            row = self._connection.execute(_INSIDE, (outermost,)).fetchone()
            self._held[outermost] = list(row)
        return self._held[outermost]
