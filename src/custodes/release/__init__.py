"""A Case comes in, what may leave it goes out: the one gate, which fails closed."""
