"""What web servers and programs look for beside the pages: feed, site map, robots.txt, security.txt, headers."""

from collections.abc import Iterable, Iterator

from generator.deploy import headers, security, sitemap
from generator.pages import urls
from generator.pages.column import Column


def files(column: Column, shown: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """URL and content of each but the feed, which pages lead to. `shown`: the URLs of all pages."""
    site = column.site
    if site.url:
        yield from sitemap.files(column, shown)
    if urls.base(site.url) == "/":
        yield sitemap.ROBOTS, sitemap.robots(site.url)
    if site.security:
        yield security.FILE, security.text(site.security, site.url)
    yield headers.FILE, headers.text()
