"""sitemap.xml and robots.txt: which pages search engines should find (sitemaps.org, RFC 9309)."""

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from generator.deploy.elements import written
from generator.pages import urls
from generator.pages.column import Column

FILE = "sitemap.xml"
ROBOTS = "robots.txt"
_MOST = 50_000  # addresses in one file
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LEFT_OUT = {urls.NOT_FOUND, urls.SEARCH}


def files(column: Column, shown: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The map; if one file cannot hold it, its parts and a list of them. `shown`: the URLs of all pages."""
    site, days = column.site.url, _days(column)
    pages = sorted(set(shown) - _LEFT_OUT)
    parts = [
        {page: days.get(page, "") for page in pages[at : at + _MOST]} for at in range(0, len(pages), _MOST)
    ]
    if len(parts) == 1:
        yield FILE, _list("urlset", "url", site, parts[0])
        return
    newest: dict[str, str] = {}
    for number, part in enumerate(parts, 1):
        name = f"sitemap-{number}.xml"
        yield name, _list("urlset", "url", site, part)
        newest[name] = max(part.values())
    yield FILE, _list("sitemapindex", "sitemap", site, newest)


def robots(site: str) -> bytes:
    """Everything may be read; where the map is. Search engines look for it at the root of a host only."""
    return f"User-agent: *\nDisallow:\n\nSitemap: {urls.absolute(site, FILE)}\n".encode()


def _days(column: Column) -> Mapping[str, str]:
    """URL → the day on which the page was changed last: that of the newest report it shows."""
    days: dict[str, str] = {}
    for row in column.rows():
        years = column.by_agency[row.agency]
        for url in (
            *(urls.HOME, urls.SITE_MAP, urls.STATISTICS, urls.data(), urls.year(row.year)),
            *(urls.agency(row.agency), urls.agency(row.agency.rpartition("/")[0])),  # it lists those below it
            urls.report(row.agency, row.year),
            *(urls.compare(row.agency, year) for year in years if year >= row.year),
        ):
            days[url] = max(days.get(url, ""), row.changed)
    return days


def _list(kind: str, item: str, site: str, days: Mapping[str, str]) -> bytes:
    root = Element(kind, {"xmlns": _NAMESPACE})
    for url, day in days.items():
        found = SubElement(root, item)
        SubElement(found, "loc").text = urls.absolute(site, url)
        if day:
            SubElement(found, "lastmod").text = day
    return written(root)
