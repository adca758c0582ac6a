"""Makes the DOCX and the PDF of ``examples/documents`` from the words in this folder.

Needs python-docx and a chromium with a Chinese font. The files are committed, so this is run only
after the words were changed.
"""

import datetime
import re
import subprocess
import tomllib
from pathlib import Path

import docx

HERE = Path(__file__).parent
DOCUMENTS = HERE.parent / "documents"


def make_tender(path: Path) -> None:
    """Write the tender as a DOCX: title, headings, paragraphs and one table."""
    words = tomllib.loads((HERE / "tender.toml").read_text(encoding="utf-8"))
    document = docx.Document()
    document.core_properties.title = words["title"]
    document.core_properties.author = "东桥区青桐街道办事处"
    document.core_properties.created = datetime.datetime(2020, 5, 20, tzinfo=datetime.UTC)
    document.add_heading(words["title"], level=0)
    for kind, content in words["blocks"]:
        if kind == "h":
            document.add_heading(content, level=1)
        elif kind == "p":
            document.add_paragraph(content)
        else:
            table = document.add_table(rows=0, cols=len(content[0]), style="Table Grid")
            for row in content:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    document.save(str(path))


def make_guideline(path: Path) -> None:
    """Print the guideline as a PDF with a text layer."""
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    page = (HERE / "guideline.html").resolve().as_uri()
    subprocess.run([*command, f"--print-to-pdf={path}", page], check=True)
    # The day that it says it was issued, in place of the day on which it was printed.
    printed = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}")
    path.write_bytes(printed.sub(rb"\g<1>20200409090000", path.read_bytes()))


if __name__ == "__main__":
    make_tender(DOCUMENTS / "04-tender-estate-gates.docx")
    make_guideline(DOCUMENTS / "05-guideline-sharing.pdf")
