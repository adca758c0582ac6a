"""Text comes in, Mentions, sentences and clauses go out; a language is a folder of data."""
