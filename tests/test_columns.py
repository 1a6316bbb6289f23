"""End to end: tests/columns/NAME/ has content/, run.txt (what is typed and printed), expected/ (what is published).

What else lies there is there for the commands to read.

`expected/a.html.txt` is what a reader reads on the page `a.html`, line by line; other files are compared byte for byte;
`expected/files.txt` lists the site. `UPDATE_COLUMNS=1 pytest tests/test_columns.py` writes down what comes out now.
"""

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from console import run

FOLDER = Path(__file__).parent / "columns"
BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "tr",
    "dt",
    "dd",
    "caption",
    "nav",
    "section",
    "ul",
    "ol",
    "div",
    "table",
    "title",
    "figcaption",
    "desc",
    "g",
    "summary",
}


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.out = ""

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 (the parser's signature)
        self.out += "\n" if tag in BLOCKS else "\t" if tag in {"td", "th", "text"} else ""

    def handle_data(self, data):
        self.out += data.replace("\n", "")


def read(page: bytes) -> str:
    text = Text()
    text.feed(page.decode())
    lines = (re.sub(r"[ \t]*\t[ \t]*", " | ", line.strip()) for line in text.out.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
def test_column(name: str, tmp_path: Path):
    case = FOLDER / name
    shutil.copytree(case, tmp_path, ignore=shutil.ignore_patterns("run.txt", "expected"), dirs_exist_ok=True)
    said = run((case / "run.txt").read_text("utf-8"), tmp_path)
    site = tmp_path / "site"
    listed = "".join(
        f"{path.relative_to(site).as_posix()}\n" for path in sorted(site.rglob("*")) if path.is_file()
    )
    results = {"files.txt": re.sub(r"\.[0-9a-f]{10}\.", ".*.", listed).encode()}
    for path in sorted((case / "expected").glob("**/*")):
        name = path.relative_to(case / "expected").as_posix()
        if path.is_file() and name != "files.txt":
            page = site / name.removesuffix(".txt")
            results[name] = (
                read(page.read_bytes()).encode() if name.endswith(".html.txt") else (site / name).read_bytes()
            )
    if os.environ.get("UPDATE_COLUMNS"):
        (case / "run.txt").write_text(said, "utf-8")
        for name, body in results.items():
            (case / "expected" / name).write_bytes(body)
    assert said == (case / "run.txt").read_text("utf-8")
    for name, body in results.items():
        assert body.decode() == (case / "expected" / name).read_text("utf-8"), name
