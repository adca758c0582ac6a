"""The same pipeline on a cluster: a door, which nothing calls."""
