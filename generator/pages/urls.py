"""Where every page is: source and URL mirror each other; links are relative and name their file."""

import posixpath
from urllib.parse import quote

HOME = "index.html"
NOT_FOUND = "404.html"
SEARCH = "search.html"
STATISTICS = "statistics.html"


def agency(path: str) -> str:
    """content/a/b/agency.yaml → a/b/index.html."""
    return f"{path}/index.html"


def report(path: str, year: int, suffix: str = ".html") -> str:
    """content/a/b/2023.yaml → a/b/2023.html, a/b/2023.json …"""
    return f"{path}/{year}{suffix}"


def compare(path: str, year: int) -> str:
    """The report of a year beside an earlier one; no report and no agency can have this name."""
    return f"{path}/compare-{year}.html"


def year(number: int) -> str:
    """The reports of all agencies for a year."""
    return f"{number}.html"


def data(name: str = "index.html") -> str:
    """What is published of the whole column as data, and the page that explains it."""
    return f"data/{name}"


def relative(here: str, there: str) -> str:
    """The href that leads from one page to another, from any folder and from file://."""
    return quote(posixpath.relpath(there, posixpath.dirname(here) or "."))
