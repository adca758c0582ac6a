"""A pseudonymous file: measured whole, rounded, logged, and no pseudonym of it anywhere."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import csv, parquet

from custodes.audits import AuditError, recompute
from custodes.audits.linkage import audit_file
from custodes.audits.linkage.file_columns import Columns
from custodes.audits.linkage.precision import Rounded
from custodes.audits.linkage.pseudonymous_file import read_file
from custodes.audits.linkage.rounding import rounded_count, rounded_share, share_step
from custodes.audits.linkage.traces import Unicity
from custodes.audits.results import parameter
from custodes.case import Case
from custodes.model import Finding

PROGRAM = Path(sys.executable).parent / "custodes"
CANARY = "canary-"
PEOPLE = 1_200
BEGINNING = 1_700_000_000
MAPPED: dict[str, Any] = {"pseudonym": "card", "time": "at", "place": "stop"}


def table(people: int = PEOPLE, rows: int = 12_000, seed: int = 1) -> pa.Table:
    """Rows of people with canary pseudonyms, each of whom has some."""
    random = np.random.default_rng(seed)
    who = np.concatenate([np.arange(people), random.integers(0, people, max(0, rows - people))])
    size = len(who)
    seconds = BEGINNING + random.integers(0, 14 * 86_400, size)
    return pa.table(
        {
            "card": [f"{CANARY}{number:05d}-x" for number in who],
            "at": pa.array(seconds).cast(pa.timestamp("s")),
            "stop": [f"stop {number}" for number in random.integers(0, 12, size)],
            "lon": 116 + random.random(size) / 10,
            "lat": 39.9 + random.random(size) / 10,
        }
    )


def written(path: Path, content: pa.Table) -> Path:
    (parquet.write_table if path.suffix == ".parquet" else csv.write_csv)(content, path)
    return path


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case") as opened:
        yield opened


def measured(case: Case, path: Path, **options: Any) -> Finding:
    return audit_file(case, path, **{**MAPPED, "draws": 1, **options}).finding


def test_parquet_and_csv_give_the_same_figures(case: Case, tmp_path: Path) -> None:
    content = table()
    one = measured(case, written(tmp_path / "a.parquet", content))
    other = measured(case, written(tmp_path / "b.csv", content))
    assert one.figures == other.figures
    assert one.tables == other.tables
    low, high = one.figures["unique_1"].low, one.figures["unique_1"].high
    assert low is not None
    assert high is not None
    assert 0 < low < high < 100


def test_other_pseudonyms_for_the_same_people_change_nothing(case: Case, tmp_path: Path) -> None:
    content = table()
    names = {
        name: f"x{i}"
        for i, name in enumerate(sorted(set(content["card"].to_pylist()), reverse=True))
    }
    renamed = content.set_column(0, "card", [[names[n] for n in content["card"].to_pylist()]])
    one = measured(case, written(tmp_path / "a.parquet", content))
    other = measured(case, written(tmp_path / "b.parquet", renamed))
    assert one.figures == other.figures
    assert one.tables == other.tables


def test_only_rounded_figures_come_out(case: Case, tmp_path: Path) -> None:
    finding = measured(
        case, written(tmp_path / "a.parquet", table()), place=None, longitude="lon", latitude="lat"
    )
    step = share_step(PEOPLE)
    assert step == 1
    for name, quantity in finding.figures.items():
        assert quantity.low is not None
        assert quantity.high is not None
        if quantity.unit == "%":
            assert quantity.low % step == quantity.high % step == 0, name
            assert quantity.high - quantity.low >= step, name
        else:
            assert quantity.low % 10 == quantity.high % 10 == 0, name
    for name, row in ((n, row) for n, table in finding.tables.items() for row in table.rows):
        columns = finding.tables[name].columns
        shown = [columns.index(column) for column in ("share", "low", "high")]
        for column, share in enumerate(row):
            if column in shown:
                assert isinstance(share, float)
                assert share % step == 0
    assert not finding.files


@given(st.integers(1_000, 10**9), st.floats(0, 1), st.floats(0, 1))
def test_rounding_goes_outward_and_never_finer_than_ten_people(
    people: int, one: float, other: float
) -> None:
    step = share_step(people)
    assert step >= 0.1
    assert step / 100 * people >= 10 * (1 - 1e-9)
    low, high = rounded_share(min(one, other), max(one, other), step)
    assert 0 <= low <= 100 * min(one, other) + 1e-6
    assert 100 * max(one, other) - 1e-6 <= high <= 100
    assert min(abs(low / step - round(low / step)), 1) < 1e-6
    few, many = rounded_count(people)
    assert few <= people <= many
    assert few % 10 == many % 10 == 0


@pytest.mark.parametrize("people", [1_000, 1_007, 4_321])
def test_all_that_is_shown_tells_no_more_than_the_rounded_share(people: int) -> None:
    precision = Rounded(people)
    shown: dict[float, set[tuple[float, float]]] = {}
    for count in range(people + 1):
        unicity = Unicity(people, people, np.array([[count]]))
        low, high = precision.band(unicity, 1)
        assert low <= 100 * count / people <= high
        shown.setdefault(precision.middle(unicity, 1), set()).add((low, high))
    assert {len(bands) for bands in shown.values()} == {1}
    assert len(shown) <= people / 10 + 2


def test_the_run_is_in_the_custody_log_and_recomputes_from_the_same_file(
    case: Case, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.parquet", table())
    result = audit_file(case, path, **MAPPED, draws=1)
    log = [event for event in case.custody() if event.action.startswith("linkage")]
    sha256 = parameter(result.finding, "private_file_sha256")
    assert [(event.action, event.subject) for event in log] == [
        ("linkage begun", sha256),
        ("linkage measured", sha256),
    ]
    again = recompute(result.finding, case, {sha256: path})
    assert again.finding == result.finding
    with pytest.raises(AuditError, match="does not hold"):
        recompute(result.finding, case, {})


def test_what_tells_of_the_file_is_private(case: Case, tmp_path: Path) -> None:
    finding = measured(case, written(tmp_path / "a.parquet", table()))
    sha256 = parameter(finding, "private_file_sha256")
    public = [
        value for name, value in finding.parameters.items() if not name.startswith("private_")
    ]
    rest = repr((public, finding.words, finding.title, finding.assumptions, finding.tables))
    for word in (sha256, "card", "a.parquet", "stop"):
        assert word not in rest


def test_too_few_people_are_not_measured_and_the_attempt_is_logged(
    case: Case, tmp_path: Path
) -> None:
    path = written(tmp_path / "few.csv", table(people=999))
    with pytest.raises(AuditError, match="fewer than 1,000 people"):
        audit_file(case, path, **MAPPED)
    assert [event.action for event in case.custody()][-1] == "linkage begun"
    measured(case, written(tmp_path / "enough.csv", table(people=1_000)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"pseudonym": "who"}, r"no column 'who' for the pseudonym\. It has: card, at, stop, lon"),
        ({"place": None, "longitude": "x", "latitude": "lat"}, r"'x' for the longitude.*--lon"),
        ({"place": None}, "--place COL, or --lon COL --lat COL"),
        ({"longitude": "lon", "latitude": "lat"}, "either the column of a place"),
        ({"place": None, "longitude": "lon"}, "longitude and latitude"),
        ({"time": "card"}, "one column was given for two things"),
        ({"time": "stop", "place": "at"}, "'stop' holds what is no time in row 1"),
        ({"place": None, "longitude": "lat", "latitude": "lon"}, "no latitude in degrees.*row 1"),
        ({"place": None, "longitude": "stop", "latitude": "lat"}, "'stop' holds string"),
        ({"points": 17}, "points lies between 1 and 16"),
        ({"cell_metres": 0}, "cell_metres lies between"),
    ],
)
def test_a_wrong_mapping_says_what_and_what_to_do(
    case: Case, tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    path = written(tmp_path / "a.parquet", table())
    with pytest.raises(AuditError, match=words) as refused:
        measured(case, path, **options)
    assert CANARY not in str(refused.value)


def broken_file(path: Path, how: str) -> Path:
    content = table()
    if how == "empty":
        path.write_bytes(b"")
    elif how == "no rows":
        written(path, content.slice(0, 0))
    elif how == "cut":
        whole = written(path.with_suffix(".parquet"), content).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif how == "flipped":
        changed = bytearray(written(path.with_suffix(".parquet"), content).read_bytes())
        third, half = len(changed) // 3, len(changed) // 2
        changed[third:half] = bytes(half - third)
        path.write_bytes(changed)
    elif how == "headless":
        lines = written(path, content).read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[1:]))
    elif how == "ragged":
        lines = written(path, content).read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join([*lines[:50], b"canary-77777-x,,,\n", *lines[50:]]))
    elif how == "not UTF-8":
        path.write_bytes(written(path, content).read_bytes() + b'"\xff\xfe",2024-01-01,a,1,1\n')
    elif how == "gaps":
        stops = [
            None if row % 50 == 0 else stop for row, stop in enumerate(content["stop"].to_pylist())
        ]
        written(path, content.set_column(2, "stop", [stops]))
    elif how == "bad time":
        times = [str(time) for time in content["at"].to_pylist()]
        times[777] = f"{CANARY}00001-x"
        written(path, content.set_column(1, "at", [times]))
    return path


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("empty", "is empty"),
        ("no rows", "no rows|cannot be read as CSV"),
        ("cut", "cannot be read as Parquet"),
        ("flipped", "cannot be read as Parquet"),
        ("headless", "reads like data"),
        ("ragged", "cannot be read as CSV"),
        ("not UTF-8", "cannot be read as CSV"),
        ("gaps", "over 1 % have an empty"),
        ("bad time", "what is no time in row 778"),
    ],
)
def test_a_broken_file_is_refused_in_words_that_show_nothing_of_it(
    case: Case, tmp_path: Path, how: str, words: str
) -> None:
    with pytest.raises(AuditError, match=words) as refused:
        measured(case, broken_file(tmp_path / "a.csv", how))
    assert CANARY not in str(refused.value)


def test_a_file_with_a_column_for_each_person_has_none_of_them_named(
    case: Case, tmp_path: Path
) -> None:
    names = [f"{CANARY}{'abcdefgh'[n // 8]}{'abcdefgh'[n % 8]}" for n in range(41)]
    path = written(tmp_path / "wide.csv", pa.table({name: [1, 0] for name in names}))
    with pytest.raises(AuditError, match=r"no column 'card'.* It has 41 columns") as refused:
        measured(case, path)
    assert CANARY not in str(refused.value)


def test_a_missing_file_is_refused(case: Case, tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="cannot be read"):
        measured(case, tmp_path / "nowhere.csv")


def test_a_few_empty_cells_are_left_out_and_counted(case: Case, tmp_path: Path) -> None:
    content = table()
    stops = [
        None if row % 200 == 7 else stop for row, stop in enumerate(content["stop"].to_pylist())
    ]
    finding = measured(case, written(tmp_path / "a.csv", content.set_column(2, "stop", [stops])))
    assert any("60–70 of 12,000–12,010" in said["en"] for said in finding.assumptions)


@pytest.mark.parametrize(
    "times",
    [
        lambda seconds: seconds,
        lambda seconds: seconds * 1000,
        lambda seconds: pa.array(seconds / 1.0),
        lambda seconds: pa.array(seconds).cast(pa.timestamp("s")),
        lambda seconds: pa.array(seconds * 1000).cast(pa.timestamp("ms", tz="Asia/Shanghai")),
        lambda seconds: pa.array(seconds).cast(pa.timestamp("s")).cast(pa.string()),
        lambda seconds: pa.array([f"{s}Z" for s in pa.array(seconds).cast(pa.timestamp("s"))]),
        lambda seconds: pa.array([str(second) for second in seconds]),
        lambda seconds: (
            pa.array(seconds).cast(pa.timestamp("s")).cast(pa.string()).dictionary_encode()
        ),
    ],
    ids=["seconds", "ms", "float", "stamp", "zoned", "ISO", "ISO Z", "digits", "dictionary"],
)
def test_times_are_read_however_they_are_written(tmp_path: Path, times: Any) -> None:
    content = table()
    seconds = content["at"].cast(pa.int64()).to_numpy()
    path = written(
        tmp_path / "a.parquet",
        content.set_column(1, "at", pa.chunked_array([pa.array(times(seconds))])),
    )
    held = read_file(path, Columns(**MAPPED), 500)
    assert held.records.hour.tolist() == (seconds // 3600).tolist()
    assert held.rows == len(seconds)
    assert held.records.people == PEOPLE


def test_positions_become_cells_of_the_width_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", table())
    columns = Columns("card", "at", longitude="lon", latitude="lat")
    fine, coarse = (read_file(path, columns, metres).records for metres in (500, 1000))
    # A tenth of a degree is 11.1 km of latitude, and 8.5 km of longitude at 40 degrees north.
    assert abs(fine.places - 22.3 * 17.1) < 60
    assert fine.places / 5 < coarse.places < fine.places / 3
    assert fine.cells is not None
    assert len(np.unique(fine.cells, axis=0)) == fine.places


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program in a folder of its own, with its home and temporary files in there too."""
    places = {name: str(folder / "home") for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    return subprocess.run(
        [PROGRAM, "audit", "linkage", *arguments],
        cwd=folder,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_pseudonym_is_written_anywhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "inside"
    (folder / "home").mkdir(parents=True)
    Case.create(folder / "case").close()
    good = written(outside / "secret-name.parquet", table())
    options = ("--case", "case", "--pseudonym", "card", "--draws", "1")
    place = ("--time", "at", "--place", "stop")
    said = [run(folder, str(good), *options, *place, "--out", "out", "--json")]
    assert said[0].returncode == 0, said[0].stderr
    for how in ("headless", "bad time"):
        said.append(run(folder, str(broken_file(outside / "b.csv", how)), *options, *place))
        assert said[-1].returncode == 1, how
    for done in said:
        assert CANARY not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"case.db", "findings.json", "audit-linkage-1.html"} <= {path.name for path in files}
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]
    with Case.open(folder / "case") as opened:
        (kept,) = opened.findings()
    sha256 = parameter(kept, "private_file_sha256")
    out = b"".join(path.read_bytes() for path in files if "out" in path.parts)
    for word in (sha256, "secret-name", '"card"', "private_"):
        assert word.encode() not in out


def test_a_file_is_not_measured_without_a_case_nor_beside_another(tmp_path: Path) -> None:
    path = str(written(tmp_path / "a.csv", table(people=10, rows=10)))
    without = run(tmp_path, path, "--pseudonym", "card", "--time", "at", "--place", "stop")
    assert without.returncode == 2
    assert "--case" in without.stderr
    two = run(tmp_path, path, path, "--case", "case")
    assert two.returncode == 2
    assert "unexpected extra argument" in two.stderr
    mixed = run(tmp_path, path, "--case", "case", "--people", "5")
    assert mixed.returncode == 2
    assert "measured whole" in mixed.stderr
    column = run(tmp_path, "--place", "stop")
    assert column.returncode == 2
    assert "no FILE" in column.stderr


def test_no_option_picks_out_people_times_or_places() -> None:
    from custodes.cli.commands.audit.linkage import command

    assert {option.name for option in command.params} == {
        *("file", "people", "days", "events_a_day", "width_km", "cell_metres", "points", "draws"),
        *("seed", "pseudonym", "time", "place", "longitude", "latitude"),
        *("case_path", "out", "language", "as_json"),
    }
