"""Converts an old office file as another user; prints what came of it as JSON.

Run as ``python ordinary_conversion.py USER``, the file on standard input. All is loaded before the
user is changed, who may not be allowed to read what was to be loaded.
"""

import json
import os
import sys

from custodes.model import UnreadableError
from custodes.reading.conversion import convert
from custodes.reading.reader import read
from custodes.reading.sandbox.warming import warm_up


def main() -> None:
    """Convert, read what came out, and tell."""
    warm_up()
    content = sys.stdin.buffer.read()
    user = int(sys.argv[1])
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    os.chdir("/")
    told: dict[str, object] = {"user": os.geteuid()}
    try:
        told["text"] = read(convert(content, "doc"), "notice.doc").text.content
    except UnreadableError as error:
        told["reason"], told["detail"] = error.reason, error.detail
    print(json.dumps(told))


main()
