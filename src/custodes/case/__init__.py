"""One investigation: the folder, the database, the originals, custody, reviews."""
