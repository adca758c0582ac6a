"""Composing a dossier: the outline as it is changed, what is to be seen before, and writing it."""
