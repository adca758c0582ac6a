"""The pages: one module each, with a ``router``; found by their place."""
