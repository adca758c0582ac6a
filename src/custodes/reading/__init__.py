"""Bytes come in, a Document and its canonical Text go out, or a reason why not."""
