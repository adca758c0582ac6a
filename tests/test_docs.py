"""The documentation builds, loads nothing from elsewhere, and its commands do what it says."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def console_commands(page: Path) -> list[str]:
    """The commands after ``$`` in the page's console blocks, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def in_lock(name: str) -> list[str]:
    """The names of the packages that a lock file pins."""
    lock = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.M)


def test_the_site_builds_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    built = subprocess.run(
        [BIN / "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) >= 10
    for page in pages:
        html = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe)[^>]*src=\"(https?:)?//", html)
        loaded += re.findall(r"<link[^>]*href=\"(?:https?:)?//", html)
        assert not loaded, page


def follow(page: Path, folder: Path) -> list[str]:
    """Run the commands of a page in their order, in a folder that has the examples."""
    (folder / "examples").symlink_to(ROOT / "examples")
    commands = console_commands(page)
    for command in commands:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=folder,
            env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"$ {command}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip() or done.stderr.strip(), f"$ {command} said nothing"
    return commands


def test_the_tutorials_commands_work_in_their_order(tmp_path: Path) -> None:
    assert len(follow(DOCS / "tutorial.md", tmp_path)) >= 7
    dossier = tmp_path / "lighthouse-dossier"
    assert (dossier / "index.html").is_file()
    files = [path for path in dossier.rglob("*") if path.is_file()]
    assert not [path for path in files if "赵启明".encode() in path.read_bytes()]


@pytest.mark.parametrize("page", sorted((DOCS / "audits").glob("*.md")), ids=lambda page: page.stem)
def test_the_commands_of_an_audits_page_work_in_their_order(page: Path, tmp_path: Path) -> None:
    follow(page, tmp_path)


def test_every_reason_is_explained() -> None:
    page = (DOCS / "reference" / "reasons.md").read_text(encoding="utf-8")
    for room in ("reading", "case"):
        reasons = ROOT / "src" / "custodes" / room / "reasons.toml"
        for code, words in tomllib.loads(reasons.read_text(encoding="utf-8")).items():
            assert f"| `{code}` | {words['en']} |" in page


def test_the_command_reference_is_what_the_commands_say() -> None:
    path = DOCS / "commands.py"
    specification = importlib.util.spec_from_file_location("commands", path)
    assert specification is not None
    assert specification.loader is not None
    commands = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(commands)
    written = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    assert written == commands.page(), "run make reference"


def test_every_dependency_is_accounted_for() -> None:
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[A-Za-z0-9._-]+", page))
    declared = [re.split(r"[>=<!;\[ ]", line)[0] for line in PROJECT["dependencies"]]
    table = page.split("They bring along")[0]
    for name in declared:
        assert f"| {name} |" in table, f"docs/dependencies.md does not say why {name} is there"
    assert set(in_lock("requirements.lock")) <= words


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-test.lock", "requirements-training.lock"]
)
def test_the_locks_pin_what_is_declared_with_hashes_and_name_no_host(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "//" not in lock
    pinned = in_lock(name)
    declared = [re.split(r"[>=<!;\[ ]", line)[0] for line in PROJECT["dependencies"]]
    assert set(declared) <= set(pinned)
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_the_links_of_the_front_matter_lead_somewhere() -> None:
    for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md"):
        page = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", page):
            assert (ROOT / target).exists(), f"{name} links to {target}"


def test_every_module_that_the_architecture_names_is_there() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:[a-z_]+/)*([a-z_]+\.(?:py|toml|npz|crfsuite))`", page))
    there = {
        path.name for folder in ("src", "tests", "training") for path in (ROOT / folder).rglob("*")
    }
    assert named <= there
