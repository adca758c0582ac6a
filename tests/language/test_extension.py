"""What a user adds to the lexicons: read after what comes along, and refused with file and line."""

import json
from pathlib import Path

import pytest
from with_knowledge import check, run

REPORT = """# 北岭的天眼

北岭市公安局去年投放了蜂群哨兵，安装了3000个监控摄像头，覆盖全部街道。蜂群哨兵由云杉智造交付调试。
"""
READ = """
import json, sys
from custodes.evidence import extract
from custodes.language import analyse
from custodes.reading import read
reading = read(sys.stdin.buffer.read(), "a.md")
analysis = analyse(reading.document, reading.text)
claims = extract(reading.document, reading.text, analysis)
print(json.dumps({
    "mentions": [[m.kind, m.span.exact, m.canonical] for m in analysis.mentions],
    "versions": sorted({c.extractor_version for c in claims}),
}))
"""


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    (tmp_path / "own" / "language" / "zh" / "lexicons").mkdir(parents=True)
    (tmp_path / "own" / "evidence" / "frames").mkdir(parents=True)
    return tmp_path / "own"


def test_a_technology_that_a_user_adds_is_found_and_the_version_says_so(knowledge: Path) -> None:
    (knowledge / "language" / "taxonomy.toml").write_text(
        '[[technology]]\nkey = "sentinel-swarm"\nen = "sentinel swarm"\nzh = "蜂群哨兵"\n'
        'definition = "Small drones that watch a street in turns."\n'
        '[[technology]]\nkey = "face-recognition"\nalso_zh = ["辨容"]\n',
        encoding="utf-8",
    )
    (knowledge / "language" / "zh" / "lexicons" / "companies.tsv").write_text(
        "云杉智造\tname\n", encoding="utf-8"
    )
    assert check(knowledge).returncode == 0, check(knowledge).stdout
    plain = json.loads(run("-c", READ, stdin=REPORT).stdout)
    own = json.loads(run("-c", READ, folder=knowledge, stdin=REPORT).stdout)
    added = ["technology", "蜂群哨兵", "sentinel-swarm"]
    assert added in own["mentions"]
    assert added not in plain["mentions"]
    assert all("+" not in version for version in plain["versions"])
    assert own["versions"]
    assert all("+" in version for version in own["versions"])


def test_a_frame_in_a_file_of_its_own_brings_up_its_type(knowledge: Path) -> None:
    (knowledge / "evidence" / "frames" / "swarms.toml").write_text(
        'type = "deployment"\n[[trigger]]\nname = "swarm"\nzh = ["投放"]\nen = ["let loose"]\n',
        encoding="utf-8",
    )
    assert check(knowledge).returncode == 0, check(knowledge).stdout
    script = (
        "from custodes.evidence.lexicon import knowledge\n"
        "print([h.cue.name for h in knowledge().find('北岭市投放了哨兵')])"
    )
    assert "deployment.swarm" in run("-c", script, folder=knowledge).stdout
    assert "deployment.swarm" not in run("-c", script).stdout


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("language/zh/lexicons/companies.tsv", "云杉\tname\n云杉智造 name\n", "line 2"),
        ("language/zh/lexicons/companies.tsv", "云杉\tfirm\n", "line 1: 'firm'"),
        ("language/zh/lexicons/companies.tsv", "云杉\tname\n云杉\tname\n", "line 2: '云杉'"),
        ("language/taxonomy.toml", '[[technology]]\nkey = "x"\nzh = "甲"\n', "line 2"),
        ("language/taxonomy.toml", "[[technology]\n", "taxonomy.toml"),
        ("evidence/frames/a.toml", 'type = "identify"\n', "line 1: type is 'identify'"),
        (
            "evidence/frames/a.toml",
            'type = "rule"\n\n[[trigger]]\nname = "a"\nzh = "禁"\nen = []\n',
            "entry at line 3",
        ),
        ("evidence/norms.toml", '[[group]]\nzh = ["须"]\nen = []\n', "line 1"),
        (
            "evidence/contradictions.toml",
            '[[group]]\nname = "part"\nzh = "参与"\nen = []\n',
            "line 1",
        ),
        ("evidence/status.toml", '[[cue]]\nstatus = "soon"\nzh = []\nen = []\n', "line 1"),
        ("language/zh/lexicons/firms.tsv", "云杉\tname\n", "nothing reads this file"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(
    knowledge: Path, name: str, content: str, expected: str
) -> None:
    (knowledge / name).write_text(content, encoding="utf-8")
    result = check(knowledge)
    assert result.returncode == 1
    assert Path(name).name in result.stdout
    assert expected in result.stdout
    assert "Traceback" not in result.stderr


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    result = check(tmp_path / "nowhere")
    assert result.returncode != 0
    assert "no folder" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_comes_with_custodes_has_no_mistake() -> None:
    result = run("-m", "custodes.cli", "lexicon", "check", "--json")
    assert json.loads(result.stdout) == {"folder": "", "problems": []}
