"""Released claims and findings come in, the files of a dossier go out."""
