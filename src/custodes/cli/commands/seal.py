"""``custodes seal``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import PATH, case_argument, json_option


@click.command(short_help="Sign the head of the custody log.")
@case_argument
@click.option("--key", required=True, type=PATH, help="Your signing key; keep it outside the case.")
@click.option("--new-key", is_flag=True, help="Make the key first, in a file that is not there.")
@json_option
def command(case: Path, key: Path, new_key: bool, as_json: bool) -> None:
    """Sign the head of CASE's custody log, so that a later reader can tell that it is unchanged.

    The seal lies in the case's folder 'seals', in the format of minisign: whoever has your public
    key checks it with 'minisign -V', without custodes. Deposit the short head that is printed with
    somebody whom your opponents will believe: it shows that the log was so by then.

    \b
    Example:
      custodes seal wuhai --key ~/keys/custodes.pem --new-key
    """
    from custodes.case import Case, make_key, short_head
    from custodes.cli.terminal import print_json, print_line

    with Case.open(case) as opened:
        if new_key:
            make_key(key)
        seal = opened.seal(key)
    if as_json:
        print_json({"seal": seal, "short_head": short_head(seal.digest)})
        return
    print_line(f"sealed: custody line {seal.number}, {seal.time}")
    print_line(f"  head        {seal.digest}")
    print_line(f"  short head  {short_head(seal.digest)}")
    print_line(f"  public key  {seal.public_key}")
    print_line(f"  check       minisign -V -P {seal.public_key} -m {case}/seals/{seal.file}")
