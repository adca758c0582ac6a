"""A small transformer encoder that reads whole passages, and what it makes of each clause.

``pieces`` cuts text as the encoder knows it, ``windows`` into passages that fit it, ``encoder``
runs it. What the frames and lexicons find and what the encoder reads are weighed against each
other in ``evidence.second_reading``.
"""
