"""``custodes lexicon``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from custodes.cli.options import PATH, json_option


@click.group(short_help="Check the words, frames and lists that custodes knows.")
def command() -> None:
    """Check the words, frames and lists that custodes knows, and what you add to them.

    What you add stands in a folder of your own, which the environment variable CUSTODES_KNOWLEDGE
    names; its files have the place and shape of those that come with custodes.

    \b
    Example:
      custodes lexicon check ~/my-words
    """


@command.command("check", short_help="Find what cannot be used in a folder of knowledge.")
@click.argument("folder", type=PATH, required=False)
@json_option
def check(folder: Path | None, as_json: bool) -> int:
    """Read all that custodes knows, with what FOLDER adds, and say what cannot be used, and where.

    Without FOLDER, the one that CUSTODES_KNOWLEDGE names is checked, if any. Each problem is named
    with its file and line. Exit status 1 says that there are problems.

    \b
    Example:
      custodes lexicon check ~/my-words
    """
    import os

    from custodes.cli.terminal import print_json, print_line
    from custodes.evidence import lexicon, word_groups
    from custodes.language import checking, extension
    from custodes.model import CustodesError

    if folder is not None:
        os.environ[extension.VARIABLE] = str(folder)
    added = extension.folder()
    problems = []
    if added is not None:
        problems = [
            f"{path}: nothing reads this file; compare its place and name with what comes along"
            for path in extension.unread(added)
        ]
    loaders: list[Callable[[], object]] = [
        *checking.loaders(),
        lexicon.knowledge,
        *(partial(word_groups.patterns, file) for file in word_groups.FILES),
    ]
    for load in loaders:
        try:
            load()
        except CustodesError as error:
            problems.append(str(error))
    problems = list(dict.fromkeys(problems))
    if as_json:
        print_json({"folder": str(added or ""), "problems": problems})
    else:
        for problem in problems:
            print_line(problem)
        where = f", with {added}" if added else ""
        print_line(f"{len(problems) or 'no'} problems in the knowledge of custodes{where}")
    return 1 if problems else 0
