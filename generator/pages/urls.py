"""Where every page is: source and URL mirror each other; links are relative and name their file."""

import posixpath
from urllib.parse import quote, urlsplit

HOME = "index.html"
NOT_FOUND = "404.html"
SEARCH = "search.html"
STATISTICS = "statistics.html"
SITE_MAP = "sitemap.html"
ACCESSIBILITY = "accessibility.html"
FEED = "feed.xml"


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


def absolute(column: str, url: str) -> str:
    """The whole address, for those who are not on a page of the column; "" where nobody knows where it is mounted."""
    return f"{column.rstrip('/')}/{url}" if column else ""


def base(column: str) -> str:
    """Where the column lies on its host: "https://www.example.gov.cn/zwgk/nianbao" → "/zwgk/nianbao/"."""
    return quote(posixpath.join("/", urlsplit(column).path.strip("/"), ""), safe="/%") if column else ""


def relative(here: str, there: str) -> str:
    """The href that leads from one page to another, from any folder and from file://."""
    return quote(posixpath.relpath(there, posixpath.dirname(here) or "."))
