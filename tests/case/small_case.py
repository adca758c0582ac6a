"""Small cases for tests: files written down in the test, read by ``small_pipeline``."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from custodes.case import AddReport, Case
from custodes.model import to_builtins

PIPELINE = "small_pipeline:process"

REPORT = "The agency says that it has 40 cameras\n海康 says 12 台"
DENIAL = "The council says that it is not so"


def write_files(folder: Path, **files: str) -> Path:
    """A folder with these files, named with the ending .txt."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


def add(case: Case, *paths: Path, **options: Any) -> AddReport:
    """``case.add`` with the small pipeline and one worker."""
    options = {"workers": 1, "pipeline": PIPELINE, **options}
    return case.add(paths, **options)


def small_case(folder: Path, **files: str) -> Case:
    """A new case, ``folder/case``, into which files of this content were added."""
    files = files or {"report": REPORT, "denial": DENIAL}
    folder.mkdir(exist_ok=True)
    case = Case.create(folder / "case")
    add(case, write_files(folder / "given", **files))
    return case


def state(case: Case) -> Any:
    """All that the evidence of a case consists of, but for times and the log."""
    return to_builtins(
        {
            "documents": case.documents(),
            "texts": [case.text(document.sha256) for document in case.documents()],
            "mentions": [case.mentions(document.sha256) for document in case.documents()],
            "claims": case.claims(),
            "failures": sorted((f.sha256, f.name, f.reason) for f in case.failures()),
            "originals": [case.original(document.sha256) for document in case.documents()],
            "events": sorted((e.action, e.subject, e.detail) for e in case.custody()),
            "pending": case.status().pending,
        }
    )


def tamper(case: Path, *statements: str) -> None:
    """Change the database of a case behind its back, triggers or not."""
    with sqlite3.connect(case / "case.db", isolation_level=None) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()


def copy_of(case: Case, folder: Path) -> Path:
    """A copy of a closed case."""
    case.close()
    return Path(shutil.copytree(case.path, folder / "copy"))
