"""A language that a user adds as a folder of lists: French, as `added/` knows it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from with_knowledge import check, run

ADDED = Path(__file__).parent / "added"
REPORT = """La préfecture de police de Valclair équipe ses rues

La préfecture de police de Valclair a installé plus de 1 200 caméras de surveillance dans les rues \
de la ville en mars 2021. La société Nordlumière SA les fournit pour 3,5 millions d'euros.

M. Jean Dupuis, habitant de Valclair, a déclaré que la police utilise la reconnaissance faciale \
dans les écoles. La mairie de Valclair a démenti que des caméras soient installées dans les écoles.

Le préfet Martin Sorel a indiqué que 40 % des caméras seront installées dans les gares avant le \
5 juin 2022. Les images doivent être effacées après 30 jours.
"""
ENGLISH = "\nThe council of Port Alder said that 79 cameras were installed in March 2021.\n"
READ = """
import json, sys
from custodes.evidence import extract
from custodes.language import analyse
from custodes.reading import read
reading = read(sys.stdin.buffer.read(), "a.txt")
analysis = analyse(reading.document, reading.text)
def figure(m):
    q = m.quantity
    return [q.low, q.high, q.unit, q.of] if q else [str(m.dates.first), str(m.dates.last)]
print(json.dumps({
    "names": [[m.kind, m.span.exact, m.canonical or m.person_role] for m in analysis.mentions
              if m.quantity is None and m.dates is None],
    "figures": [[m.span.exact, *figure(m)] for m in analysis.mentions if m.quantity or m.dates],
    "sentences": len(analysis.sentences),
    "claims": [[c.type, c.status, c.stance, c.attribution.kind, c.attribution.name, c.quote.exact]
               for c in extract(reading.document, reading.text, analysis)],
}))
"""


def read(content: str, folder: Path | None = ADDED) -> Any:
    done = run("-c", READ, folder=folder, stdin=content)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return shutil.copytree(ADDED, tmp_path / "own")


def test_names_figures_and_dates_of_the_added_language_are_found() -> None:
    found = read(REPORT)
    names = [tuple(name) for name in found["names"]]
    for expected in (
        ("agency", "préfecture de police de Valclair", None),
        ("company", "société Nordlumière SA", None),
        ("technology", "reconnaissance faciale", "face-recognition"),
        ("technology", "caméras de surveillance", "video-surveillance"),
        ("person", "Jean Dupuis", "private"),
        ("person", "Martin Sorel", "official"),
    ):
        assert expected in names
    figures = {figure[0]: figure[1:] for figure in found["figures"]}
    assert figures["plus de 1 200"] == [1200, None, "", "caméras"]
    assert figures["3,5 millions d'euros"] == [3_500_000, 3_500_000, "euros", None]
    assert figures["40 %"] == [40, 40, "%", "caméras"]
    assert figures["30 jours"] == [30, 30, "jours", None]
    assert figures["mars 2021"] == ["2021-03-01", "2021-03-31"]
    assert figures["5 juin 2022"] == ["2022-06-05", "2022-06-05"]
    assert found["sentences"] == 7


def test_what_its_documents_say_becomes_claims_with_their_sources() -> None:
    claims = read(REPORT)["claims"]
    assert "deployment" in {claim[0] for claim in claims}
    assert any("a installé plus de 1 200" in claim[5] for claim in claims)
    denied = next(claim for claim in claims if "a démenti" in claim[5])
    assert denied[2:5] == ["denies", "organisation", "mairie de Valclair"]


def test_without_the_folder_nothing_of_it_is_known_and_english_is_read_the_same() -> None:
    assert not any("Nordlumière SA" in name[1] for name in read(REPORT, None)["names"][:3])
    assert read(ENGLISH) == read(ENGLISH, None)
    both = read(REPORT + ENGLISH)
    assert ["79", 79, 79, "", "cameras"] in both["figures"]
    assert any("Port Alder" in name[1] for name in both["names"])


def test_a_private_person_is_masked_in_what_leaves_the_case(tmp_path: Path) -> None:
    source = tmp_path / "report.txt"
    source.write_text(REPORT, encoding="utf-8")
    command = ("-m", "custodes.cli", "dossier", source, "--out", tmp_path / "out")
    done = run(*command, folder=ADDED)
    assert done.returncode == 0, done.stderr
    pages = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    written = b"\n".join(path.read_bytes() for path in pages)
    assert "caméras de surveillance".encode() in written
    assert b"Dupuis" not in written


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("language.toml", 'decimal = ","', 'decimal = ";"', "decimal is ';'"),
        ("language.toml", "decimal", "decimals", "unknown field ['decimals']"),
        ("language.toml", 'name = "français"', "", "name is missing"),
        ("months.tsv", "juin\t6", "juin\t13", "'13' of 'juin' is no month"),
        ("units.tsv", "jours\ttime", "jours\tday", "units.tsv, line 3"),
        ("numerals.tsv", "dix\tdigit\t10", "dix\tdigit\tten", "numerals.tsv, line 3"),
        ("lexicons/agencies.tsv", "tribunal\tword", "tribunal\tcourt", "agencies.tsv, line 6"),
    ],
)
def test_the_check_names_the_file_and_what_is_wrong(
    own: Path, file: str, old: str, new: str, said: str
) -> None:
    path = own / "language" / "fr" / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    done = check(own)
    assert done.returncode == 1
    assert said in done.stdout + done.stderr


def test_a_language_without_capital_letters_or_with_too_few_words_is_refused(own: Path) -> None:
    path = own / "language" / "fr" / "language.toml"
    written = "في من على إلى عن أن هذا هذه التي الذي"
    words = ", ".join(f'"{word}"' for word in written.split() * 2)
    path.write_text(f'name = "x"\nwords = [{words}]\n', encoding="utf-8")
    refused = check(own)
    assert refused.returncode == 1
    assert "without capital letters" in refused.stdout + refused.stderr
    path.write_text('name = "x"\nwords = ["le", "la"]\n', encoding="utf-8")
    refused = check(own)
    assert "fewer than 20" in refused.stdout + refused.stderr


def test_a_folder_that_is_no_language_code_is_refused(own: Path) -> None:
    (own / "language" / "fr").rename(own / "language" / "French")
    done = check(own)
    assert done.returncode == 1
    assert "a code of two or three small letters" in done.stdout + done.stderr


def test_a_file_that_no_language_has_is_named(own: Path) -> None:
    (own / "language" / "fr" / "lexicons" / "schools.tsv").write_text("lycée\tname\n", "utf-8")
    done = check(own)
    assert done.returncode == 1
    assert "schools.tsv" in done.stdout + done.stderr
