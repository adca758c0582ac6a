"""The command line: a door, which calls the rooms and which nothing calls."""
