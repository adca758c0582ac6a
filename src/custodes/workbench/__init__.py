"""HTTP comes in, pages of a case go out: a door, which nothing calls."""
