"""``custodes export``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import PATH, case_argument, json_option

FORMATS = ("claims-jsonl", "csv")


@click.command(short_help="Write the evidence for other programs, masked.")
@case_argument
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("--out", type=PATH, help="The file to write; by default standard output.")
@click.option(
    "--unmasked",
    is_flag=True,
    help="Leave every name as it is. For the owner of the case alone; the custody log keeps it.",
)
@json_option
def command(case: Path, form: str, out: Path | None, unmasked: bool, as_json: bool) -> None:
    """Write the evidence of CASE for other programs, with private persons masked.

    claims-jsonl is one document a line: its entities and its claims. csv is one claim a row, for
    spreadsheets. With --json and --out, a summary of what was written is printed.

    \b
    Example:
      custodes export wuhai --format claims-jsonl --out claims.jsonl
      custodes export wuhai --format csv --out claims.csv
    """
    from custodes.case import Case, WrongArgumentError
    from custodes.cli.terminal import print_json, say
    from custodes.dossier.claims_csv import CSV_WORDS, claims_csv
    from custodes.dossier.claims_jsonl import FORMAT_WORDS, claims_jsonl
    from custodes.release import checked, release, write_file

    if out is not None and (out.is_dir() or not out.absolute().parent.is_dir()):
        raise WrongArgumentError(f"{out} cannot be a file: it is a folder, or in none that exists.")
    if as_json and out is None:
        raise click.UsageError("--json summarises what was written to a file; name one with --out.")
    with Case.open(case) as opened:
        released = release(opened, unmasked=unmasked)
        if not unmasked:
            say(
                f"{released.masked_count} names are masked; 'custodes names list {case}' shows them"
            )
    write, own_words = (claims_csv, CSV_WORDS) if form == "csv" else (claims_jsonl, FORMAT_WORDS)
    content = write(released)
    if out is None:
        click.echo(checked(released, content, own_words=own_words), nl=False)
        return
    write_file(out, released, content, own_words)
    summary = {
        "out": str(out),
        "format": form,
        "documents": len(released.documents),
        "claims": len(released.claims),
        "unmasked": released.unmasked,
    }
    if as_json:
        print_json(summary)
