"""Chinese: data files, and the code that only Chinese needs."""
