"""Takes the pictures of this documentation from a dossier: ``make screenshots``."""

import subprocess
import sys
from pathlib import Path

IMAGES = Path(__file__).parent / "images"
PICTURES = {
    "dossier-front.png": ("index.html", 1280, 1500),
    "dossier-phone.png": ("index.html", 390, 1200),
}


def take(dossier: Path) -> None:
    """One picture a page, with the system's chromium."""
    for picture, (page, width, height) in PICTURES.items():
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--screenshot={IMAGES / picture}", f"--window-size={width},{height}"]
        subprocess.run([*command, (dossier / page).resolve().as_uri()], check=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]))
