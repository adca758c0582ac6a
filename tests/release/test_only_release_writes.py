"""Nothing but the rooms case and release writes a file; everything outgoing passes the gate."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "custodes"

# Who may write, and what: case its own folder, release what leaves it. Nobody else.
WRITERS = {"case", "release"}

# Calls that are let through in other rooms, each with its reason.
ALLOWED = {
    ("cli/passing.py", "import tempfile"): "a case for one dossier lives in a temporary folder",
    ("cli/passing.py", "import shutil"): "which is removed with the case in it",
    ("reading/sandbox/server.py", "os.open"): "opens /dev/null, for reading",
    ("reading/sandbox/protection.py", "os.open"): "tries whether opening is refused, and hopes so",
    ("reading/sandbox/warming.py", "zipfile.ZipFile"): "makes a small archive in memory",
    ("reading/conversion.py", "import shutil"): "looks where LibreOffice is installed",
    ("cli/program.py", "os.open"): "sends a closed pipe to /dev/null after an interrupted pager",
}

WRITING_METHODS = {
    "write_text",
    "write_bytes",
    "touch",
    "mkdir",
    "makedirs",
    "rename",
    "renames",
    "unlink",
    "rmdir",
    "symlink_to",
    "hardlink_to",
    "extractall",
    "savetxt",
    "savez",
    "savez_compressed",
    "tofile",
    "to_csv",
}
WRITING_MODULES = {"tempfile", "shutil", "sqlite3", "dbm", "shelve"}
OPENERS = {"open", "fdopen", "ZipFile", "TarFile"}


def writing_calls(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each call that could write a file or open a database."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            names = [module] if module else [alias.name for alias in node.names]
            for name in names:
                if name and name.split(".")[0] in WRITING_MODULES:
                    yield node.lineno, f"import {name}"
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        last = called.rsplit(".", 1)[-1]
        opens = last in OPENERS and _mode_writes(node)
        if last in WRITING_METHODS or called == "os.open" or opens:
            yield node.lineno, called


def _mode_writes(call: ast.Call) -> bool:
    """Whether an opening call names, in any argument, a mode that writes."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(
        isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and len(value.value) <= 4
        and set(value.value) <= set("rwaxbt+")
        and bool(set(value.value) & set("wax+"))
        for value in values
    )


def rooms_that_may_not_write() -> list[Path]:
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in WRITERS
    ]


@pytest.mark.parametrize(
    "path", rooms_that_may_not_write(), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_other_room_writes(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    calls = [
        f"{name}:{line}: {call}"
        for line, call in writing_calls(path.read_text(encoding="utf-8"))
        if (name, call) not in ALLOWED
    ]
    assert not calls, "write through custodes.release.Outgoing instead"


@pytest.mark.parametrize(
    "source",
    [
        "open('x', 'w')",
        "open('x', mode='ab')",
        "Path('x').open('w')",
        "Path('x').write_text('y')",
        "import sqlite3",
        "from tempfile import mkstemp",
        "io.open(name, 'r+')",
        "zipfile.ZipFile(path, 'a')",
        "os.open('x', flags)",
    ],
)
def test_the_search_sees_a_write(source: str) -> None:
    assert list(writing_calls(source))


@pytest.mark.parametrize("source", ["open('name')", "Path('x').open('rb')", "x.read()"])
def test_the_search_lets_reading_pass(source: str) -> None:
    assert not list(writing_calls(source))
