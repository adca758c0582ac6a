"""Results of audits on their way out: words masked, claims under the names they have outside."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping

from custodes.model import Finding, Quantity, Table, Wording
from custodes.release.released import MASK, Released, ReleasedFinding

PRIVATE = "private_"
"""A parameter whose name begins so stays in the case."""

_CLAIM = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")


class FindingGate:
    """Masks findings; ``words`` masks a string, ``outside`` names each claim of the case.

    ``outside`` maps a claim's identifier to the one it has outside, or to nothing where the claim
    itself does not leave.
    """

    def __init__(self, words: Callable[[str], str], outside: Mapping[str, str]) -> None:
        self._mask = words
        self._outside = outside

    def released(
        self, finding: Finding, identifier: str, number: int, files: Mapping[str, bytes]
    ) -> ReleasedFinding:
        """The finding as it leaves; ``identifier`` is the one that it has outside."""
        kept = [name for name in finding.parameters if not name.startswith(PRIVATE)]
        return ReleasedFinding(
            identifier=identifier,
            number=number,
            method=finding.method,
            method_version=finding.method_version,
            claims=tuple(
                self._outside[claim] for claim in finding.claims if self._outside.get(claim)
            ),
            parameters={name: self._words(finding.parameters[name]) for name in kept},
            sources={
                name: self._words(finding.sources[name]) for name in kept if name in finding.sources
            },
            figures={
                self._words(name): self._quantity(quantity)
                for name, quantity in finding.figures.items()
            },
            verdict=finding.verdict,
            title=self._wording(finding.title),
            words=self._wording(finding.words),
            assumptions=tuple(map(self._wording, finding.assumptions)),
            tables={name: self._table(table) for name, table in finding.tables.items()},
            files=files,
        )

    def _words(self, words: str) -> str:
        pieces, end = [], 0
        for match in _CLAIM.finditer(words):
            if match[0] in self._outside:
                pieces += [self._mask(words[end : match.start()]), self._outside[match[0]] or MASK]
                end = match.end()
        return "".join((*pieces, self._mask(words[end:])))

    def _wording(self, wording: Wording) -> Wording:
        return {language: self._words(words) for language, words in wording.items()}

    def _quantity(self, quantity: Quantity) -> Quantity:
        of = None if quantity.of is None else self._words(quantity.of)
        return dataclasses.replace(quantity, of=of)

    def _table(self, table: Table) -> Table:
        return Table(
            tuple(map(self._words, table.columns)),
            tuple(
                tuple(self._words(cell) if isinstance(cell, str) else cell for cell in row)
                for row in table.rows
            ),
        )


def went_in(finding: Finding) -> set[str]:
    """What names the claims that went into a finding: all of it that has the form of an identifier.

    A claim that a table merely lists among others did not: it is left out of the table.
    """
    words = "\n".join((*finding.parameters.values(), *finding.sources.values()))
    return {*finding.claims, *(match[0] for match in _CLAIM.finditer(words))}


def public(name: str, results: Iterable[tuple[Finding, Mapping[str, bytes]]]) -> Released:
    """Findings of public data alone, for which there is no case and nothing to mask."""
    gate = FindingGate(lambda words: words, {})
    return Released(
        name=name,
        documents=(),
        claims=(),
        findings=tuple(
            gate.released(finding, finding.identifier, number, files)
            for number, (finding, files) in enumerate(results, start=1)
        ),
    )
