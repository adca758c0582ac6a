"""``custodes gaps``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from custodes.cli.options import PATH, case_argument, json_option, users_language

if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.dossier.letters import LetterKind, SubjectKind
    from custodes.dossier.words import InterfaceLanguage
    from custodes.evidence.checklist import Item

LISTED = 30


@click.command(short_help="Show what the documents do not say, and draw up letters that ask.")
@case_argument
@click.option("--programme", default="", help="What claims say of this programme.")
@click.option("--agency", default="", help="What claims say of this agency.")
@click.option(
    "--letter",
    "form",
    type=click.Choice(("foi", "comment")),
    help="Print a request for access to information, or for comment; masked.",
)
@click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    default=users_language,
    help="The language of headings and letters; by default that of your system (LANG).",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Ask in the letter also what claims beside it in its documents speak of.",
)
@click.option("--out", type=PATH, help="The file to write the letter to; by default it is printed.")
@json_option
def command(
    case: Path,
    programme: str,
    agency: str,
    form: LetterKind | None,
    language: InterfaceLanguage,
    everything: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show what the claims of CASE do not say about its programmes: legal basis, retention,
    supplier, cost, errors, oversight and more.

    Without a name, the programmes with most claims and how much is open of each. With --letter, a
    letter that asks for what is open and cites what is known; it is masked as everything is that
    leaves the case. What other claims in the same documents speak of is not asked without --all.

    \b
    Example:
      custodes gaps wuhai --programme 雪亮工程 --letter foi --language zh
    """
    from custodes.case import Case as OpenedCase
    from custodes.case import WrongArgumentError

    if programme and agency:
        raise click.UsageError("give --programme or --agency, not both.")
    if (form or out) and not (programme or agency):
        raise click.UsageError("a letter is about one body: name it with --programme or --agency.")
    if out is not None and form is None:
        raise click.UsageError("--out is the file of a letter: say which with --letter.")
    kind: SubjectKind = "agency" if agency else "programme"
    name = programme or agency
    with OpenedCase.open(case) as opened:
        table = opened.claim_table()
        if name and name not in table.column(kind).values:
            near = [v for v in table.column(kind).values if name in v or v in name][:5]
            says = f" Did you mean {', '.join(near)}?" if near else ""
            raise WrongArgumentError(
                f"no claim names the {kind} {name!r}.{says} 'custodes gaps {case}' lists those "
                "with most claims."
            )
        if form is not None:
            _letter(opened, kind, name, form, language, everything, out, as_json)
        elif name:
            _one(opened, kind, name, language, as_json)
        else:
            _all(opened, as_json)


def _letter(
    opened: Case,
    kind: SubjectKind,
    name: str,
    form: LetterKind,
    language: InterfaceLanguage,
    everything: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    from custodes.cli.terminal import print_json, say
    from custodes.dossier.letters import letter, letter_words
    from custodes.release import checked, release, write_file

    released = release(opened)
    rows = _items(opened, kind, name)
    asked = [item.key for item, count, near, _ in rows if not count and (everything or not near)]
    left = [item.name[language] for item, count, near, _ in rows if not count and near]
    if left and not everything:
        say(f"not asked, since claims beside it speak of it: {', '.join(left)}; --all asks it too")
    text = letter(released, kind, name, form, language, asked)
    if out is not None:
        write_file(out, released, text, letter_words())
        say(f"the letter is in {out}; read it before you send it")
        return
    shown = checked(released, text, own_words=letter_words())
    if as_json:
        print_json({"letter": shown})
    else:
        click.echo(shown, nl=False)


def _items(opened: Case, kind: SubjectKind, name: str) -> list[tuple[Item, int, int, str]]:
    """Each item, the claims that speak of it, those beside them that do, and the first quote."""
    from custodes.case.claim_table import Wanted
    from custodes.evidence.checklist import checklist
    from custodes.model import Claim, from_json

    table = opened.claim_table()
    mask = table.mask(Wanted({kind: (name,)}))
    beside = table.beside(mask)
    rows = []
    for item in checklist():
        speaks = table.column("speaks").having([item.key], len(table))
        numbers = table.ordered(mask & speaks, "confidence", descending=True)
        near = table.ordered(beside & speaks, "confidence", descending=True)
        first = (numbers or near)[:1]
        query = "SELECT claim FROM claims WHERE number = ?"
        quote = from_json(Claim, opened.rows(query, first[0])[0][0]).quote.exact if first else ""
        rows.append((item, len(numbers), len(near), quote))
    return rows


def _one(
    opened: Case, kind: SubjectKind, name: str, language: InterfaceLanguage, as_json: bool
) -> None:
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    rows = _items(opened, kind, name)
    if as_json:
        print_json(
            [
                {"item": item.key, "claims": count, "beside": near, "quote": quote}
                for item, count, near, quote in rows
            ]
        )
        return
    columns = (
        Column("item", fixed=True),
        Column("claims", number=True),
        Column("beside it", number=True),
        Column("said first"),
    )
    print_table(
        columns,
        (
            (
                item.name[language],
                str(count or "–"),
                str(near or "–"),
                quote or item.silent[language],
            )
            for item, count, near, quote in rows
        ),
    )
    left = [near for _, count, near, _ in rows if not count]
    print_line(
        f"{len(left)} of {len(rows)} are open; other claims in its documents, without its name, "
        f"speak of {sum(near > 0 for near in left)} of them"
    )


def _all(opened: Case, as_json: bool) -> None:
    from custodes.case.claim_table import Wanted
    from custodes.cli.terminal import Column, print_json, print_line, print_table
    from custodes.evidence.checklist import checklist

    found = opened.claim_table().sift(Wanted())
    spoken: dict[str, set[str]] = {}
    for name, key, _ in found.table.pairs("programme", "speaks", found.mask):
        spoken.setdefault(name, set()).add(key)
    counts = found.counts("programme")
    keys = [item.key for item in checklist()]
    rows = [
        (name, count, [key for key in keys if key not in spoken.get(name, set())])
        for name, count in counts
    ]
    if as_json:
        print_json([{"programme": n, "claims": c, "open": left} for n, c, left in rows])
        return
    columns = (
        Column("programme"),
        Column("claims", number=True),
        Column("open", number=True),
        Column("not spoken of"),
    )
    print_table(
        columns,
        ((n, str(c), f"{len(left)}/{len(keys)}", ", ".join(left)) for n, c, left in rows[:LISTED]),
    )
    print_line(f"{len(rows)} programmes")
