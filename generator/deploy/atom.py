"""feed.xml: the reports published last, as news readers follow them (Atom, RFC 4287)."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from generator.deploy.elements import written
from generator.pages import urls
from generator.pages.column import Column
from generator.pages.rows import Row
from generator.pages.views import FigureView

_NEWEST = 50  # entries
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE = "zh-CN"


def feed(column: Column) -> bytes:
    """The feed; empty where nobody knows where the column is mounted, or no report has a day."""
    site = column.site
    entries = [row for row in column.newest()[:_NEWEST] if row.day]
    if not site.url or not entries:
        return b""
    home = urls.absolute(site.url, urls.HOME)
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": _LANGUAGE})
    _said(root, "title", site.title)
    _said(root, "subtitle", site.description)
    _said(root, "id", home)
    SubElement(root, "link", rel="self", type="application/atom+xml", href=urls.absolute(site.url, urls.FEED))
    SubElement(root, "link", rel="alternate", type="text/html", href=home)
    _said(root, "updated", _moment(max(row.changed for row in entries)))
    for row in entries:
        _entry(root, row, column)
    return written(root)


def _entry(root: Element, row: Row, column: Column) -> None:
    address = urls.absolute(column.site.url, urls.report(row.agency, row.year))
    entry = SubElement(root, "entry")
    _said(entry, "title", row.title)
    _said(entry, "id", address)
    SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    _said(entry, "published", _moment(row.day))
    _said(entry, "updated", _moment(row.changed))
    _said(SubElement(entry, "author"), "name", column.agencies[row.agency].name)
    _said(entry, "summary", _summary(row.key_figures))


def _said(parent: Element, name: str, words: str) -> None:
    """An element, where there is something to say."""
    if words:
        SubElement(parent, name).text = words


def _moment(day: str) -> str:
    """A report has a day and no time of day; it is the day in China."""
    return f"{day}T00:00:00+08:00"


def _summary(figures: Iterable[FigureView]) -> str:
    """The key figures in words; what is blank is not said."""
    said = [f"{figure.label} {figure.value} {figure.unit}".rstrip() for figure in figures if figure.value]
    return f"{'，'.join(said)}。" if said else ""
