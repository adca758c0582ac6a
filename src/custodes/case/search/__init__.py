"""Full text search over a case: every place where a word stands, in Chinese and English.

Texts come in with ``index.put_in`` and stay until ``index.take_out``; both inside the transaction
that keeps or forgets the document. A word is found wherever its key (``folding``) is a part of the
document's key, within a word too. The index (``grams``, ``chunks``, ``segments``) tells which
documents can have it; it is read by code of our own, since a case may be a stranger's.
"""
