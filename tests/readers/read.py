"""Has readers of other makes read what JobWise writes, and prints what each recovers.

    read.py FOLDER

FOLDER holds NAME.pdf, NAME.wkhtmltopdf.pdf, NAME.docx, NAME.html, NAME.md and NAME.txt for each
NAME, which is TEMPLATE.SAMPLE with ".safe" behind it where the template promises to be read by
machines. The plain text is what is to be found; that it holds every printed field in order is
proved elsewhere. Ends with 1 when a file that promises it is not read whole and in order.
"""

import html.parser
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import docx
import docx2txt
import markdown_it
import pdfminer.high_level
import pypdf


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def poppler(*mode):
    return lambda file: run("pdftotext", *mode, "-enc", "UTF-8", str(file), "-")


class Words(html.parser.HTMLParser):
    """The words of a page's body, a line for each block."""

    BLOCKS = {"h1", "h2", "h3", "p", "li", "address", "br", "ul", "ol", "section", "div"}

    def __init__(self):
        super().__init__()
        self.text, self.is_hidden = [], False

    def handle_starttag(self, tag, attrs):
        self.is_hidden = tag in ("style", "title", "script") or (self.is_hidden and tag in ("meta",))
        if tag in self.BLOCKS:
            self.text.append("\n")

    def handle_endtag(self, tag):
        self.is_hidden = False
        if tag in self.BLOCKS:
            self.text.append("\n")

    def handle_data(self, data):
        if not self.is_hidden:
            self.text.append(data)


def of_html(page):
    words = Words()
    words.feed(page)
    return "".join(words.text)


def python_docx(file):
    return "\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)


def commonmark(file):
    rendered = markdown_it.MarkdownIt("commonmark").render(file.read_text())
    return of_html(rendered)


def libreoffice_text(file):
    return Path(file.parent, "libreoffice", file.stem + ".txt").read_text(encoding="utf-8-sig")


def libreoffice_pdf(file):
    # Not by poppler, which joins the halves of a word with a hyphen at a line's end without it:
    # where lines end is LibreOffice's own matter.
    return PDF["mutool"](Path(file.parent, "libreoffice", file.stem + ".pdf"))


PDF = {
    "poppler": poppler(),
    "poppler -layout": poppler("-layout"),
    "poppler -raw": poppler("-raw"),
    "pypdf": lambda file: "\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages),
    "pdfminer.six": lambda file: pdfminer.high_level.extract_text(str(file)),
    "mutool": lambda file: run("mutool", "draw", "-q", "-F", "txt", str(file)),
}
READERS = {
    ".pdf": PDF,
    ".wkhtmltopdf.pdf": PDF,
    ".docx": {
        "python-docx": python_docx,
        "docx2txt": lambda file: docx2txt.process(str(file)),
        "LibreOffice to text": libreoffice_text,
        "LibreOffice to PDF": libreoffice_pdf,
    },
    ".html": {"html.parser": lambda file: of_html(file.read_text())},
    ".md": {"markdown-it": commonmark},
}


def plain(text):
    """Compatibility forms taken apart, without the marks of lists and the dots between items."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(" " if c in "•·▸" else c for c in text if c not in "\u200b\u00ad\u2060\f")


def words_of(text):
    """The words, without the commas behind them: a look may set a title and an employer in one line."""
    return [word for word in (word.rstrip(",") for word in text.split()) if word]


def squeezed(text):
    return "".join(plain(text).split())


def measure(expected, text):
    """The shares of words that are read as words, and of those whose lines stand in order."""
    # A line may end after a hyphen or a slash; readers then put spaces or line ends there.
    read = Counter(words_of(re.sub(r"([-/@])\s*\n\s*", r"\1", plain(text))))
    lines = [line.removeprefix("- ") for line in expected.splitlines() if line.strip()]
    total = found = in_order = 0
    haystack, cursor = squeezed(text), 0
    for line in lines:
        words = words_of(plain(line))
        total += len(words)
        for word in words:
            if read[word] > 0:
                read[word] -= 1
                found += 1
        at = haystack.find(squeezed(line), cursor)
        if at >= 0:
            cursor = at + len(squeezed(line))
            in_order += len(words)
    return 100 * found / total, 100 * in_order / total


def convert_with_libreoffice(folder):
    files = [str(file) for file in sorted(folder.glob("*.docx"))]
    profile = f"-env:UserInstallation=file://{folder.resolve()}/libreoffice/profile"
    for kind in ("pdf", "txt:Text (encoded):UTF8"):
        run("soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "libreoffice"), *files)


def main():
    folder = Path(sys.argv[1])
    convert_with_libreoffice(folder)
    failures = 0
    print(f"{'template':<12} {'sample':<22} {'format':<17} {'reader':<20} {'words':>7} {'order':>7}")
    for reference in sorted(folder.glob("*.txt")):
        name, expected = reference.stem, reference.read_text()
        template, sample, *safe = name.split(".")
        for ending, readers in READERS.items():
            file = folder / (name + ending)
            if not file.exists():
                print(f"{name}{ending} is missing", file=sys.stderr)
                failures += 1
                continue
            for reader, read in readers.items():
                words, order = measure(expected, read(file))
                is_whole = words == 100 and order == 100
                failures += bool(safe) and not is_whole
                mark = "" if is_whole else "  <--"
                print(f"{template:<12} {sample:<22} {ending[1:]:<17} {reader:<20} {words:6.1f}% {order:6.1f}%{mark}")
    # That a lost word and a wrong order would be seen.
    assert measure("Ada Lovelace\n- Led a team\n", "Ada Lovelace\n• Led a team") == (100, 100)
    assert measure("Ada Lovelace\n- Led a team\n", "Led a team\nAda Lovelace")[1] < 100
    assert measure("Ada Lovelace\n- Led a team\n", "AdaLovelace Led a team")[0] < 100
    if failures:
        sys.exit(f"{failures} files are not read whole and in order.")


main()
