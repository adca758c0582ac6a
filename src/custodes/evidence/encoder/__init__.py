"""A small transformer encoder that reads whole passages, and what it makes of each clause.

``pieces`` cuts text as the encoder knows it, ``windows`` into passages that fit it, ``encoder``
runs it, ``chances`` says what its scores mean for runs of clauses, and ``speaking`` which source
says them. ``evidence.extraction`` and ``evidence.whose_word`` weigh that against what the frames
and lexicons find.
"""
