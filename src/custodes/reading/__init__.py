"""Bytes come in, a Document and its canonical Text go out, or a reason why not."""

from custodes.reading.drafts import Member
from custodes.reading.reader import Reading, read
from custodes.reading.reasons import REASONS

__all__ = ["REASONS", "Member", "Reading", "read"]
