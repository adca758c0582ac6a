"""Mentions come in, Claims go out: frames, roles, status, attribution and stance."""
