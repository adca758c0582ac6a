"""``python -m custodes.cli`` is ``custodes``."""

from custodes.cli import main

main()
