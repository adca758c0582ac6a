"""How much of a file is read at most, so that a hostile one cannot take the machine."""

from __future__ import annotations

from typing import Final

INPUT_BYTES: Final = 500_000_000
"""The largest original that is opened."""
TEXT_BYTES: Final = 64_000_000
"""The largest original that is read as text, mark-up included."""
EXPANDED_BYTES: Final = 200_000_000
"""The most that the parts of an office file may unpack to, together."""
CONTENT_CHARACTERS: Final = 50_000_000
"""The most code points that a canonical text may have."""
PAGES: Final = 20_000
"""The most pages of one PDF."""
MEMBERS: Final = 20_000
"""The most files that one archive or message may hold."""
CONTAINERS: Final = 8
"""How deep archives and messages may lie in one another."""
RECOGNISED_PAGES: Final = 1_000
"""The most pages of one file that are read by text recognition, a second or two each."""
LONG_SIDE: Final = 2_000
"""The most pixels of the longer side of a page that is looked at; more is scaled down."""
PIXELS: Final = 150_000_000
"""The most pixels of one picture that is decoded."""
