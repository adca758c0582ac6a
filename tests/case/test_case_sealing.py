"""A seal holds while the log does, tells when it does not, and is checked by minisign."""

import shutil
import subprocess
from pathlib import Path

import pytest
from small_case import small_case, tamper

from custodes.case import Case, WrongArgumentError, make_key, short_head


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    make_key(tmp_path / "key.pem")
    return tmp_path / "key.pem"


def codes(case: Case) -> set[str]:
    return {problem.code for problem in case.verify()}


def test_a_seal_names_the_head_of_the_log_and_holds(case: Case, key: Path) -> None:
    seal = case.seal(key)
    last = case.custody()[-1]
    assert (seal.number, seal.digest) == (last.number, last.digest)
    assert seal.digest.startswith(short_head(seal.digest).replace(" ", ""))
    case.clear_name("陈军锋", "A. Editor")
    assert case.seals() == [seal]
    assert case.verify() == []


def test_the_key_is_its_owners_alone_and_never_in_the_case(case: Case, key: Path) -> None:
    assert key.stat().st_mode & 0o077 == 0
    case.seal(key)
    secret = key.read_bytes().splitlines()[1]
    assert not [f for f in case.path.rglob("*") if f.is_file() and secret in f.read_bytes()]
    with pytest.raises(WrongArgumentError, match="already"):
        make_key(key)


def test_a_log_that_was_rewritten_contradicts_its_seal(case: Case, key: Path) -> None:
    seal = case.seal(key)
    # a forger with the program rewrites the whole chain so that it holds again
    forged = Case.create(case.path.parent / "forged")
    for _ in range(seal.number):
        forged.record("created", "case")
    shutil.copytree(case.path / "seals", forged.path / "seals")
    assert codes(forged) == {"seal_contradicted"}
    tamper(case.path, f"DELETE FROM custody WHERE number = {seal.number}")
    assert "seal_contradicted" in codes(case)


@pytest.mark.parametrize("ending", [".txt", ".txt.minisig", ".pub"])
def test_a_changed_byte_of_a_seal_is_found(case: Case, key: Path, ending: str) -> None:
    seal = case.seal(key)
    path = case.path / "seals" / (seal.file.removesuffix(".txt") + ending)
    content = bytearray(path.read_bytes())
    # the signed part of each: the digest, the signature, the key
    place = content.index(b"\n") + 30
    content[place] = content[place] ^ 1
    path.write_bytes(content)
    assert codes(case) == {"seal_broken"}
    assert case.seals() == []


@pytest.mark.parametrize("content", [b"", b"no key", None])
def test_a_file_that_holds_no_key_is_refused(
    case: Case, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "other"
    if content is not None:
        path.write_bytes(content)
    lines = len(case.custody())
    with pytest.raises(WrongArgumentError, match="key"):
        case.seal(path)
    assert len(case.custody()) == lines


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not installed")
def test_minisign_agrees(case: Case, key: Path) -> None:
    seal = case.seal(key)
    command = ["minisign", "-V", "-P", seal.public_key, "-m", f"{case.path}/seals/{seal.file}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"custody line {seal.number}" in done.stdout
