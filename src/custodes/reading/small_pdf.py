"""A PDF put together of its objects: small ones, which a sandbox is warmed up with."""

from __future__ import annotations

from collections.abc import Sequence


def assembled(objects: Sequence[bytes]) -> bytes:
    """The file that holds these objects, numbered from 1; the first is its catalogue.

    Source: ISO 32000-1, 7.5.
    """
    content = bytearray(b"%PDF-1.4\n")
    places = []
    for number, value in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, value)
    start, size = len(content), len(objects) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n" % size
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(content)
