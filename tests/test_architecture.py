"""The house stands as it is drawn: the rooms' order, their docstrings, the size of modules."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "custodes"
MODULES = sorted(PACKAGE.rglob("*.py"))
DOORS = {"cli", "workbench", "scale"}
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"][0]
ROOMS = [room.strip() for layer in CONTRACT["layers"] for room in layer.split("|")]


def lint_imports(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The result of lint-imports, run in ``folder`` with the packages there importable."""
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [command, "--no-cache", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_house(folder: Path, wrong_import: str = "") -> Path:
    """A package with the rooms of ours, empty but for an import in ``model``, and our contract."""
    for room in ROOMS:
        room_folder = folder / "fakehouse" / room
        room_folder.mkdir(parents=True)
        (room_folder / "__init__.py").write_text(wrong_import if room == "model" else "")
    (folder / "fakehouse" / "__init__.py").write_text("")
    layers = "\n".join(f"    {layer}" for layer in CONTRACT["layers"])
    configuration = folder / ".importlinter"
    configuration.write_text(
        "[importlinter]\nroot_package = fakehouse\n\n[importlinter:contract:rooms]\n"
        f"name = {CONTRACT['name']}\ntype = layers\ncontainers =\n    fakehouse\n"
        f"layers =\n{layers}\n"
    )
    return configuration


def test_every_room_imports_only_the_rooms_before_it() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_contract_passes_a_house_in_order(tmp_path: Path) -> None:
    result = lint_imports(tmp_path, "--config", str(fake_house(tmp_path)))
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("later", [room for room in ROOMS if room != "model"])
def test_the_contract_catches_a_room_that_imports_one_after_it(tmp_path: Path, later: str) -> None:
    wrong = f"from fakehouse import {later}\n"
    result = lint_imports(tmp_path, "--config", str(fake_house(tmp_path, wrong)))
    assert result.returncode != 0
    assert f"fakehouse.model is not allowed to import fakehouse.{later}" in result.stdout


def test_every_folder_of_the_package_is_a_room_with_its_place() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_comes_in_and_what_becomes_of_it(room: str) -> None:
    tree = ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))
    words = ast.get_docstring(tree) or ""
    if room in DOORS:
        assert "door" in words
    else:
        assert re.search(r"\bcomes? in\b", words), words
        assert re.search(r"\b(go(es)? out|stays?)\b", words), words


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_over_400_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_module_is_named_for_nothing_in_particular() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert not [path for path in MODULES if path.stem in vague or path.parent.name in vague]


def tracked_files() -> list[Path]:
    """The files that git keeps, or, outside a checkout, those of the known folders."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        folders = ("src", "tests", "docs", "examples", "benchmarks")
        return [path for name in folders for path in (ROOT / name).rglob("*") if path.is_file()]
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_machines_own_paths_or_package_hosts() -> None:
    # In pieces, or this file would name them itself.
    pieces = ("/wo|rk/", "/ro|ot/", "/opt/|pypi", "python|hosted", "deb.|debian", "registry.|npm")
    elsewhere = re.compile("|".join(re.escape(piece.replace("|", "")) for piece in pieces))
    found = []
    for path in tracked_files():
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in set(elsewhere.findall(content))]
    assert not found
