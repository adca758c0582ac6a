"""``custodes status``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import case_argument, json_option, reasons_language_option


@click.command(short_help="Show what is in, what failed and why.")
@case_argument
@reasons_language_option
@json_option
def command(case: Path, language: str, as_json: bool) -> None:
    """Show what is in CASE, what could not be read and why, and what waits.

    It also says what protects this machine while files are opened.

    \b
    Example:
      custodes status wuhai
    """
    from custodes.case import Case, explain
    from custodes.cli.intake import described
    from custodes.cli.terminal import print_json, print_line
    from custodes.reading.conversion import missing
    from custodes.reading.sandbox import probe

    with Case.open(case) as opened:
        status = opened.status()
        failures = opened.failures()
        lost = opened.lost_reviews()
        aside = opened.set_aside()
        groups = opened.near_duplicates()
    protection, lacking = probe(), missing()
    if as_json:
        print_json(
            {
                "status": status,
                "failures": failures,
                "near_duplicates": groups,
                "lost_reviews": lost,
                "protection": protection,
                "not_installed": lacking,
                "set_aside": sorted(aside),
            }
        )
        return
    print_line(status.name)
    print_line(f"  documents  {status.documents} read, {status.bytes:,} bytes of originals")
    if groups:
        reprints = sum(len(g.documents) - 1 for g in groups if g.kind == "reprint")
        versions = sum(g.kind == "version" for g in groups)
        print_line(
            f"  alike      reprints: {reprints}, groups of versions: {versions}; "
            f"'custodes duplicates {case}' shows them"
        )
    if status.pending:
        print_line(f"  waiting    {status.pending}; 'custodes add {case}' goes on with them")
    by_type = ", ".join(f"{count} {kind}" for kind, count in sorted(status.claims.items()))
    print_line(f"  claims     {sum(status.claims.values())}" + (f" ({by_type})" if by_type else ""))
    print_line(f"  reviewed   {status.reviewed}")
    if lost:
        print_line(f"  lost       {len(lost)} decisions no longer find their claim")
    print_line(f"  custody    {status.custody_events} lines, the last {status.custody_head}")
    print_line(f"  sandbox    {protection}")
    by_libreoffice = (
        f"not read: {', '.join(lacking)} not installed" if lacking else "by LibreOffice"
    )
    print_line(f"  DOC, PPT   {by_libreoffice}")
    if failures:
        print_line(f"  unread     {len(failures)}; 'custodes retry {case}' tries them again")
        for reason, count in sorted(status.failures.items(), key=lambda item: -item[1]):
            print_line(f"    {count} {reason}: {explain(reason, language)}")
        if aside:
            print_line(
                f"    {len(aside)} of them are set aside: they brought their reader down twice"
            )
        for failure in failures:
            print_line(f"    {described(failure, language)}")
