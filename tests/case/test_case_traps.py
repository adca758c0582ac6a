"""Bombs and traps, through the real pipeline and sandbox: each a listed outcome with a reason."""

import contextlib
import os
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import hostile_originals as hostile
import pytest
from small_case import PIPELINE, add, write_files

from custodes.case import AddReport, Case, Failure, WrongArgumentError, explain
from custodes.case.reasons import case_reasons
from custodes.case.sources import Source, SourceError
from custodes.reading import REASONS
from custodes.reading.sandbox import probe

isolated = pytest.mark.skipif(
    not probe().isolates, reason="this system grants no isolation to open files in"
)

READ = "read"
MEMORY = 400 << 20
"""Bytes that the adding process may grow by: a bomb unpacks to more."""


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Something on this machine that hostile files name, and that nobody must dial."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def originals(host: str) -> dict[str, tuple[bytes, set[str]]]:
    """Hostile files by name, each with the outcomes that are right for it."""
    package, entities = hostile.package, hostile.ENTITIES.replace("{host}", host)
    large, damaged, locked = {"too_large"}, {"damaged"}, {"encrypted"}
    listed = {READ, "damaged", "no_text"}
    files = {
        "bomb.gz": (hostile.gzip_bomb(), {READ}),
        "bombs.zip": (hostile.zip_bomb("bomb.txt", {"a.txt": hostile.HONEST}, 30), {READ}),
        "bomb.docx": (hostile.zip_bomb("word/document.xml", {"a": "b"}), large),
        "bomb.xlsx": (hostile.zip_bomb("xl/sharedStrings.xml", hostile.xlsx_parts()), large),
        "bomb.odt": (hostile.zip_bomb("content.xml", {"mimetype": hostile.ODT}), large),
        "bomb.pdf": (hostile.flate_bomb_pdf(), {"no_text", "too_large", "out_of_memory"}),
        "bomb.png": (hostile.huge_picture(), large),
        "nested.zip": (hostile.nested_zip(12), {READ}),
        "odd.tar.gz": (hostile.tar_of_odd_things(), {READ}),
        "huge.pdf": (hostile.pdf(page="/MediaBox[0 0 1000000 1000000]"), {READ}),
        "endless.pdf": (hostile.pdf(page="/MediaBox[-1e38 -1e38 1e38 1e38]"), listed),
        "nothing.pdf": (hostile.pdf(page="/MediaBox[0 0 0 0]"), listed),
        **{name: (content, listed) for name, content in hostile.cyclic_pdfs().items()},
        "far.docx": (
            package(
                hostile.docx_parts() | {"word/_rels/document.xml.rels": hostile.relations(host)}
            ),
            {READ},
        ),
        "macro.docm": (package(hostile.docx_parts() | {"word/vbaProject.bin": "Shell"}), {READ}),
        "macro.xlsm": (package(hostile.xlsx_parts() | {"xl/vbaProject.bin": "Shell"}), {READ}),
        "locked.zip": (hostile.locked_zip(), {READ}),
        "locked.pdf": (hostile.locked_pdf(), locked),
        "locked.docx": (hostile.locked_office_file(), locked),
        "cut.docx": (package(hostile.docx_parts())[:-150], damaged),
        "cut.xlsx": (package(hostile.xlsx_parts())[:-400], damaged),
        "cut.odt": (package(hostile.odt_parts())[:-200], damaged),
        "cut.pdf": (hostile.pdf()[:380], damaged),
        "cut.zip": (hostile.nested_zip(1)[:-60], damaged),
        "cut.png": (hostile.huge_picture(400)[:60], {"damaged", "no_text"}),
    }
    for name, head, entity in (
        ("local", entities, "local"),
        ("dialled", entities, "far"),
        ("laughs", hostile.LAUGHS, "a11"),
    ):
        paragraph = hostile.entity_paragraph(entity)
        words = f"before &{entity}; after"
        files[f"{name}.docx"] = (package(hostile.docx_parts(paragraph, head)), damaged)
        files[f"{name}.xlsx"] = (package(hostile.xlsx_parts(words, head)), damaged)
        files[f"{name}.odt"] = (package(hostile.odt_parts(words, head)), damaged)
    return files


class Trapped:
    """A case that everything hostile was added to, with one honest file first and one last."""

    def __init__(self, folder: Path, files: dict[str, tuple[bytes, set[str]]]) -> None:
        given = folder / "given"
        given.mkdir()
        for name, (content, _) in files.items():
            (given / name).write_bytes(content)
        (given / "0.txt").write_text(f"{hostile.HONEST} This is the first file.")
        (given / "zzz.txt").write_text(f"{hostile.HONEST} This is the last file.")
        self.case = Case.create(folder / "case")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.report: AddReport = self.case.add([given], workers=1)
        self.grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
        self.outcomes = {document.name: READ for document in self.case.documents()}
        self.outcomes.update({one.name: one.reason for one in self.case.failures()})


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> Trapped:
    host = "{}:{}".format(*listener.getsockname())
    return Trapped(tmp_path_factory.mktemp("traps"), originals(host))


@isolated
@pytest.mark.parametrize("name", sorted(originals("127.0.0.1:9")))
def test_a_hostile_file_ends_in_a_listed_outcome(trapped: Trapped, name: str) -> None:
    _, right = originals("127.0.0.1:9")[name]
    assert trapped.outcomes[name] in right


@isolated
def test_hostile_files_harm_no_other_file_and_not_the_case(trapped: Trapped) -> None:
    assert trapped.outcomes["0.txt"] == trapped.outcomes["zzz.txt"] == READ
    assert trapped.case.status().pending == 0
    assert trapped.case.verify() == []


@isolated
def test_nothing_that_files_refer_to_is_dialled_or_read(
    trapped: Trapped, listener: socket.socket
) -> None:
    with pytest.raises(BlockingIOError):
        listener.accept()
    for document in trapped.case.documents():
        assert "root:" not in trapped.case.text(document.sha256).content


@isolated
def test_bombs_do_not_fill_the_memory_of_the_process_that_adds(trapped: Trapped) -> None:
    assert trapped.grown < MEMORY


@isolated
def test_members_are_listed_each_with_its_outcome(trapped: Trapped) -> None:
    failed = {
        Path(one.path).as_posix().partition("/given/")[2]: one.reason
        for one in trapped.case.failures()
    }
    assert failed["bomb.gz!/bomb"] == "too_large"
    assert failed["bombs.zip!/29bomb.txt"] == failed["bombs.zip!/bomb.txt"] == "too_large"
    assert failed["locked.zip!/secret.txt"] == "encrypted"
    assert {failed[f"odd.tar.gz!/{name}"] for name in ("link", "hard", "pipe", "device")} == {
        "not_a_file"
    }
    assert trapped.outcomes["escape.txt"] == READ
    deepest = [one for one in trapped.case.failures() if one.detail == "archives within archives"]
    assert {one.reason for one in deepest} == {"too_large"}
    assert trapped.outcomes["beside11.txt"] == trapped.outcomes["beside5.txt"] == READ


@isolated
def test_an_escaping_path_is_a_label_only(trapped: Trapped) -> None:
    (escaped,) = (one for one in trapped.case.documents() if one.name == "escape.txt")
    assert escaped.member == "../../../../escape.txt"
    assert not list(trapped.case.path.parent.rglob("escape.txt"))


@isolated
def test_every_reason_that_came_has_words_in_both_languages(trapped: Trapped) -> None:
    for failure in trapped.case.failures():
        assert explain(failure.reason, "en") != explain(failure.reason, "zh") != failure.reason


def test_the_page_on_reasons_has_every_code_with_its_words() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "reasons.md"
    rows = page.read_text(encoding="utf-8").split("\n")
    for code, words in {**REASONS, **case_reasons()}.items():
        assert f"| `{code}` | {words['en']} |" in rows, code
        assert words["zh"] != words["en"]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case")


def failure_of(report: AddReport, name: str) -> Failure:
    (failure,) = (one for one in report.failures if one.name == name)
    return failure


def test_links_pipes_and_sockets_in_a_folder_are_left_alone(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a=hostile.HONEST)
    (given / "link").symlink_to("/etc/passwd")
    (given / "loop").symlink_to(given / "loop")
    os.mkfifo(given / "pipe")
    with contextlib.chdir(given), socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        report = add(case, given)
    assert report.added == 1
    assert {Path(one.path).name: one.reason for one in report.skipped} == {
        "link": "link",
        "loop": "link",
        "pipe": "special",
        "socket": "special",
    }


@pytest.mark.parametrize("trap", ["pipe", "link"])
def test_a_file_that_became_a_trap_since_it_was_found_is_listed(
    tmp_path: Path, case: Case, trap: str
) -> None:
    given = write_files(tmp_path / "given", a=hostile.HONEST, b="x says y", c="z says y")

    def spring(_: object) -> None:
        path = given / "b.txt"
        path.unlink(missing_ok=True)
        if trap == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to("/etc/passwd")

    report = add(case, given, progress=spring)
    assert failure_of(report, "b.txt").reason == "not_accessible"
    assert report.added == 2


def test_a_file_that_is_gone_by_its_turn_is_listed(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a=hostile.HONEST, b="x says y")
    report = add(case, given, progress=lambda _: (given / "b.txt").unlink(missing_ok=True))
    assert failure_of(report, "b.txt").reason == "not_accessible"
    assert case.failures() == list(report.failures)


@pytest.mark.parametrize("change", ["grows", "shrinks", "is rewritten"])
def test_a_file_that_changes_while_it_is_copied_is_listed_and_nothing_is_kept(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    given = write_files(tmp_path / "given", a=hostile.HONEST, b="x" * 100)
    path = given / "b.txt"
    monkeypatch.setattr("custodes.case.originals.CHUNK", 10)
    read = Source.read

    def changing(source: Source, size: int = -1, /) -> bytes:
        chunk = read(source, size)
        if chunk == b"x" * 10:
            if change == "grows":
                with path.open("a") as opened:
                    opened.write("x" * 10)
            elif change == "shrinks":
                os.truncate(path, 50)
            else:
                os.utime(path, (1, 1))
        return chunk

    with monkeypatch.context() as patch:
        patch.setattr(Source, "read", changing)
        report = add(case, given)
    assert failure_of(report, "b.txt").reason == "changed"
    assert report.added == 1
    assert case.verify() == []
    assert not list((case.path / "originals").glob(".incoming*"))
    assert add(case, given).failures == ()
    assert case.failures() == []


def test_a_file_that_cannot_be_read_to_its_end_is_listed(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = write_files(tmp_path / "given", a=hostile.HONEST, b="x says y")

    def broken(descriptor: int, size: int) -> bytes:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("custodes.case.sources.os.read", broken)
        with pytest.raises(SourceError, match="Input/output error"):
            Source(given / "a.txt", follow=False).read(10)
        patch.undo()
        patch.setattr(Source, "read", lambda *_: (_ for _ in ()).throw(SourceError("changed")))
        report = add(case, given)
    assert [one.reason for one in report.failures] == ["changed", "changed"]


def test_a_file_of_the_system_without_end_is_given_up() -> None:
    # it says that it holds nothing and then gives bytes
    with Source(Path("/proc/self/status"), follow=False) as source, pytest.raises(SourceError):
        source.read(10)


def test_ten_thousand_empty_files_start_no_worker_and_are_listed_each(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr("custodes.case.pool._Worker", refuse)
    given = tmp_path / "given"
    given.mkdir()
    for number in range(10_000):
        os.close(os.open(given / f"{number}", os.O_CREAT | os.O_WRONLY))
    report = case.add([given], workers=2)
    assert len(report.failures) == 10_000
    assert {one.reason for one in report.failures} == {"empty"}
    assert case.status().failures == {"empty": 1}
    assert case.verify() == []


def test_a_file_larger_than_the_limit_is_kept_and_listed_in_little_memory(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custodes.case.adding.SIZE_LIMIT", 200 << 20)
    given = write_files(tmp_path / "given", a="x says y")
    with (given / "large.txt").open("wb") as large:
        large.truncate(250 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = add(case, given)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
    assert failure_of(report, "large.txt").reason == "too_large"
    assert report.added == 1
    assert grown < 100 << 20
    sha256 = failure_of(report, "large.txt").sha256
    assert (case.path / "originals" / sha256[:2] / sha256).stat().st_size == 250 << 20


def test_folders_deeper_than_calls_may_be_are_walked(tmp_path: Path, case: Case) -> None:
    given = deepest = tmp_path / "given"
    deepest.mkdir()
    for _ in range(600):
        deepest = deepest / "d"
        deepest.mkdir()
    (deepest / "a.txt").write_text("x says y")
    try:
        assert add(case, given).added == 1
    finally:
        # whoever tidies up after tests calls itself for each
        (deepest / "a.txt").unlink()
        while deepest != given:
            deepest.rmdir()
            deepest = deepest.parent


def test_a_folder_that_may_not_be_listed_is_a_failure_of_its_own(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = write_files(tmp_path / "given", a="x says y")
    closed = os.fsencode(given) + b"/\xff\xfe"
    os.mkdir(closed)  # noqa: PTH102 - a name of bytes
    scandir = os.scandir

    def refuse(folder: Path) -> object:
        if os.fsencode(folder) == closed:
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr("custodes.case.intake.os.scandir", refuse)
    report = add(case, given)
    assert report.added == 1
    assert failure_of(report, "\ufffd\ufffd").reason == "not_accessible"
    assert case.failures() == list(report.failures)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list anything")
def test_a_folder_without_permission_is_listed(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a="x says y")
    (given / "closed").mkdir(mode=0)
    assert failure_of(add(case, given), "closed").reason == "not_accessible"


def test_a_path_that_cannot_be_is_a_wrong_argument(tmp_path: Path, case: Case) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / ("x" * 300), tmp_path / "loop"):
        with pytest.raises(WrongArgumentError, match="cannot be looked at"):
            add(case, path)


@pytest.mark.parametrize("name", ["line\nbreak \x1b[31m.txt", "\u202etxt.exe", " ", "…" * 80])
def test_a_name_that_deceives_is_taken_in_as_it_is(tmp_path: Path, case: Case, name: str) -> None:
    given = write_files(tmp_path / "given")
    (given / name).write_text("x says y")
    assert add(case, given).added == 1
    assert case.documents()[0].name == name


def test_members_of_archives_are_read_in_the_same_go_with_many_workers(
    tmp_path: Path, case: Case
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "a.zip").write_bytes(hostile.nested_zip(2))
    report = case.add([given], workers=2, pipeline="small_pipeline:process_members")
    assert report.added == 5
    assert case.status().pending == 0


def test_what_comes_out_of_one_archive_is_bounded_in_all(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custodes.case.containers.TREE_DOCUMENTS", 3)
    given = tmp_path / "given"
    given.mkdir()
    (given / "a.zip").write_bytes(hostile.nested_zip(4))
    report = case.add([given], workers=1, pipeline="small_pipeline:process_members")
    assert report.added == 1 + 3
    assert {(one.reason, one.detail) for one in report.failures} == {
        ("too_large", "all that comes out of one archive")
    }
    again = case.add([given], workers=1, pipeline="small_pipeline:process_members")
    assert again.added == 0
    assert case.verify() == []


def test_a_place_that_is_too_long_to_ask_for_does_not_stop_a_retry(
    tmp_path: Path, case: Case
) -> None:
    given = write_files(tmp_path / "given", a="ENCRYPTED")
    add(case, given)
    database = case._connection
    database.execute(
        "INSERT INTO failures (sha256, path, name, reason, detail) "
        "VALUES ('', ?, 'm', 'damaged', '')",
        ("/" + "x" * 9000,),
    )
    case.retry([], 1, pipeline=PIPELINE)
    assert {one.reason for one in case.failures()} == {"encrypted", "damaged"}
