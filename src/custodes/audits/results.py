"""What every audit gives: a Finding under a reproducible name, and the files that belong to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from custodes.audits.errors import AuditError
from custodes.model import Finding, Quantity, Table, Wording


@dataclass(frozen=True, slots=True)
class Result:
    """A Finding and the content of the files that it names (maps), by the same names."""

    finding: Finding
    files: Mapping[str, bytes] = field(default_factory=dict)


def make_result(
    method: str,
    version: str,
    *,
    parameters: Mapping[str, Any],
    sources: Mapping[str, str],
    figures: Mapping[str, Quantity],
    title: Wording,
    words: Wording,
    assumptions: Iterable[Wording] = (),
    claims: Iterable[str] = (),
    verdict: str = "",
    tables: Mapping[str, Table] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Result:
    """Put a Result together.

    ``parameters`` are plain values (numbers, words, lists, mappings) and go in as JSON with
    sorted keys, so that the Finding's identifier, a hash over method, version, claims and
    parameters (16 hexadecimal digits), is the same wherever and whenever it is computed.
    """
    written = {name: canonical_json(value) for name, value in sorted(parameters.items())}
    ids = tuple(claims)
    contents = dict(files or {})
    finding = Finding(
        identifier=finding_identifier(method, version, ids, written),
        method=method,
        method_version=version,
        claims=ids,
        parameters=written,
        figures=dict(figures),
        verdict=verdict,
        words=dict(words),
        title=dict(title),
        assumptions=tuple(dict(assumption) for assumption in assumptions),
        sources=dict(sources),
        tables=dict(tables or {}),
        files={name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    )
    return Result(finding, contents)


def finding_identifier(
    method: str, version: str, claims: Iterable[str], parameters: Mapping[str, str]
) -> str:
    """The name of the Finding that these go into: 16 hexadecimal digits."""
    key = canonical_json([method, version, list(claims), dict(parameters)])
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def canonical_json(value: Any) -> str:
    """One JSON text for one value; raises ValueError for what JSON has no number for (NaN)."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def parameter(finding: Finding, name: str) -> Any:
    """The value that went in under this name; raises KeyError if there was none."""
    return json.loads(finding.parameters[name])


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal; raises AuditError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise AuditError(
            f"{path} cannot be read: {error.strerror or error}. Check the path."
        ) from error
