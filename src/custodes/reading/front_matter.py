"""The header of a Markdown file: what stands between ``+++`` (TOML) or ``---`` (YAML) lines."""

from __future__ import annotations

import re
import tomllib
from typing import Final

_FRONT: Final = re.compile(r"\A\s*(\+\+\+|---)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_YAML_LINE: Final = re.compile(r"^([A-Za-z_][\w-]*)\s*:\s*(.*?)\s*$")
_FRONT_KEYS: Final = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "date": "published",
    "published": "published",
    "publishdate": "published",
    "publisher": "publisher",
    "source": "publisher",
    "site": "publisher",
    "lang": "language",
    "language": "language",
}


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """What stands between ``+++`` (TOML) or ``---`` (YAML) at the top, and the text after it."""
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    values = _toml(match[2]) if match[1] == "+++" else _yaml(match[2])
    if not values:
        return {}, text
    found: dict[str, str] = {}
    for name, value in values.items():
        key = _FRONT_KEYS.get(name.lower())
        if key and value and key not in found:
            found[key] = value
    return found, text[match.end() :]


def _toml(source: str) -> dict[str, str]:
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return _yaml(re.sub(r"(?m)^([\w-]+)\s*=\s*", r"\1: ", source))
    return {name: _words(value) for name, value in values.items()}


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_words(part) for part in value)
    if isinstance(value, dict):
        return ""
    return str(value)


def _yaml(source: str) -> dict[str, str]:
    """The plain ``key: value`` lines of a YAML header; deeper structure is not needed here."""
    values: dict[str, str] = {}
    for line in source.split("\n"):
        match = _YAML_LINE.match(line)
        if match is None:
            continue
        value = match[2].strip()
        if value.startswith("[") and value.endswith("]"):
            value = ", ".join(part.strip().strip("\"'") for part in value[1:-1].split(","))
        elif len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1].replace('\\"', '"').replace("''", "'")
        elif value in ("|", ">", "null", "~"):
            value = ""
        values[match[1]] = value
    return values
