"""What does not go together in a case, and what several sources say: found in the background.

It needs every claim and every text, so that a large case is looked through beside the pages
whenever its claims have changed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from custodes.case import Case
from custodes.evidence.contradictions import disagreements
from custodes.evidence.corroboration import Corroboration, corroborated
from custodes.evidence.disputes import Dispute, disputes
from custodes.model import from_json, to_json
from custodes.release.reprints import Reprints
from custodes.workbench.beside import Search, case_of

SMALL = 1500
"""So many claims are looked through at once, while the page waits."""
HARMLESS = (
    "signed in",
    "released",
    "released unmasked",
    "noted",
    "found",
    "saved view",
    "composed",
    "sealed",
)
"""Custody actions after which the claims are the same; any other may have changed them."""


@dataclass(frozen=True, slots=True)
class Found:
    """Disputes and corroborated statements, with the programmes that their claims name, in step."""

    disputes: tuple[Dispute, ...] = ()
    dispute_programmes: tuple[tuple[str, ...], ...] = ()
    corroborated: tuple[Corroboration, ...] = ()
    corroborated_programmes: tuple[tuple[str, ...], ...] = ()


def compare(case: Case) -> Found:
    """All claims of a case set beside each other; a reprint is heard once."""
    reprints = Reprints(case)
    heard = [claim for claim in case.claims() if not reprints.repeats(claim)]
    claims = {claim.identifier: claim for claim in heard}
    holders = {claim.identifier: claim.document for claim in heard}
    publishers = {document.sha256: document.publisher for document in case.documents()}
    pairs = [pair for pair in disagreements(heard) if not reprints.within_one_source(pair, holders)]
    grouped = disputes(pairs, claims)
    agreed = corroborated(
        heard, lambda sha256: publishers.get(sha256) or reprints.first_of(sha256) or sha256
    )

    def programmes(identifiers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                mention.canonical or mention.span.exact
                for identifier in identifiers
                for mentions in claims[identifier].roles.values()
                for mention in mentions
                if mention.kind == "programme"
            )
        )

    return Found(
        grouped,
        tuple(programmes(dispute.claims) for dispute in grouped),
        agreed,
        tuple(programmes(one.claims) for one in agreed),
    )


def comparison(case: Path) -> Search[Found]:
    """A search for what does not go together in a case."""
    return Search(case, __name__, Found(), lambda answer: from_json(Found, answer.decode()))


def last_change(case: Case) -> int:
    """The last line of the custody log that may have changed claims."""
    ((last,),) = case.rows(
        "SELECT max(number) FROM custody WHERE action NOT IN (SELECT value FROM json_each(?))",
        json.dumps(HARMLESS),
    )
    return last or 0


def state_of(case: Case) -> tuple[int, int]:
    """Another one whenever the claims of the case may be others, and how many there are."""
    ((count,),) = case.rows("SELECT count(*) FROM claims")
    return last_change(case), count


if __name__ == "__main__":
    with case_of(sys.argv) as opened:
        print(to_json(compare(opened)))
