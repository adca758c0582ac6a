"""English: data files, and the code that only English needs."""
