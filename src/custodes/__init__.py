"""custodes: documents about surveillance programmes in, a cited and redacted dossier out."""
