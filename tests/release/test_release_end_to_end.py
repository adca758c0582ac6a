"""From documents to a folder on disk: nothing that was planted is in it, in any spelling."""

import json
import shutil
import unicodedata
from pathlib import Path

import pytest

from custodes.case import Case
from custodes.dossier import write_dossier
from custodes.dossier.claims_csv import claims_csv
from custodes.dossier.claims_jsonl import claims_jsonl
from custodes.release import LeakError, Outgoing, masked_names, release, write_file
from custodes.release.folding import name_key

CHINESE = """# 汾阳街道人脸识别系统运行情况的报告

记者 苏晓雯

汾阳街道办事处主任贺立群介绍，该街道2019年安装了126个人脸识别摄像头，覆盖32个小区。

居民谭桂枝（身份证号：320102198001011234）说，她的人脸数据被物业公司交给了派出所。谭桂枝的
电话13851234567也被登记，车牌苏A·8B99C被抓拍40余次。

据派出所通报，嫌疑人谭某枝、辛大勇已被列入重点人员名单，微信号xindayong88，辛大勇否认有关指控。
"""

ENGLISH = """# Harbor City plate readers: what the records show

By Rachel Okafor

The Harbor City Police Department installed 48 licence plate readers in 2018, according to a
contract with Vigilant Solutions. Police Chief Daniel Reyes said the system reads 1,200,000 plates
a month.

Resident Marisol Quintanilla told the council that her car was stopped three times because of a
wrong alert. Quintanilla can be reached at marisol.q@example.org or (415) 555-0134. Her licence
plate 7KXT441 was read 217 times.
"""

PLANTED = [
    "谭桂枝",
    "谭某枝",
    "辛大勇",
    "Quintanilla",
    "320102198001011234",
    "13851234567",
    "苏A·8B99C",
    "xindayong88",
    "marisol.q@example.org",
    "555-0134",
    "7KXT441",
    "secret-source-folder",
    "from-tan-guizhi",
]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    inbox = folder / "secret-source-folder"
    inbox.mkdir()
    (inbox / "from-tan-guizhi.md").write_text(CHINESE, encoding="utf-8")
    (inbox / "from-tan-guizhi-2.md").write_text(ENGLISH, encoding="utf-8")
    with Case.create(folder / "case", name="汾阳 Harbor") as made:
        made.add([inbox], workers=1)
    return folder / "case"


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_planted_name_is_anywhere_in_a_dossier(
    case: Path, tmp_path: Path, language: str
) -> None:
    with Case.open(case) as opened:
        released = release(opened)
        hidden = [name.text for name in masked_names(opened)]
        hashes = [document.sha256 for document in opened.documents()]
    assert released.claims
    index = write_dossier(released, tmp_path / "out", language)  # type: ignore[arg-type]
    write_file(tmp_path / "claims.csv", released, claims_csv(released))
    assert index.is_file()
    for path in files_of(tmp_path):
        content = path.read_text(encoding="utf-8")
        for form in ("NFC", "NFD", "NFKC"):
            spelled = unicodedata.normalize(form, content)
            for planted in (*PLANTED, *hidden, *hashes):
                assert planted not in spelled, f"{path.name}: {planted}"
                assert planted not in path.name
        squeezed = name_key(content)
        for planted in ("谭桂枝", "辛大勇", "marisolquintanilla"):
            assert planted not in squeezed


def test_who_speaks_for_an_office_is_named(case: Path) -> None:
    with Case.open(case) as opened:
        words = claims_jsonl(release(opened))
    for name in ("贺立群", "Daniel Reyes", "Vigilant Solutions"):
        assert name in words


def test_the_owner_s_export_is_exact(case: Path) -> None:
    with Case.open(case) as opened:
        released = release(opened, unmasked=True)
        texts = {
            document.name.removesuffix(".md"): opened.text(document.sha256).content
            for document in opened.documents()
        }
        assert any(event.action == "released unmasked" for event in opened.custody())
    for line in claims_jsonl(released).splitlines():
        record = json.loads(line)
        for claim in record["claims"]:
            assert claim["quote"] in texts[record["doc"]]
        for entity in record["entities"]:
            assert entity["text"] in texts[record["doc"]]


def test_a_clearance_shows_the_name_and_nothing_else(case: Path, tmp_path: Path) -> None:
    shutil.copytree(case, tmp_path / "copy")
    with Case.open(tmp_path / "copy") as opened:
        released = release(opened)
        with pytest.raises(LeakError), Outgoing(tmp_path / "out", released) as outgoing:
            outgoing.write("index.html", "谭桂枝")
        opened.clear_name("谭桂枝", "editor")
        cleared = release(opened)
    assert "谭桂枝" in claims_jsonl(cleared)
    assert "辛大勇" not in claims_jsonl(cleared)
