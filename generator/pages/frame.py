"""What stands around every page: title, meta tags of 《政府网站发展指引》, breadcrumbs, footer."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.model import Site
from generator.pages import urls
from generator.pages.views import Anchor, FooterView, Frame, Meta

COLUMN_TYPE = "信息公开年报"  # the guideline's own value for this kind of column


@dataclass(frozen=True, slots=True)
class Page:
    """A page about to be drawn: its URL, its title, the way to it from the home page, its own meta tags."""

    url: str
    title: str
    trail: tuple[tuple[str, str], ...] = ()  # (label, URL) of the pages above, below the home page
    label: str = ""  # the page itself in the breadcrumbs; the title if empty
    metas: tuple[Meta, ...] = ()
    draft: bool = False
    data: bool = True  # there is a page of data to lead to: not in a column without reports
    statistics: bool = False  # there is a statistics page to lead to; a report's page cannot know

    def to(self, url: str) -> str:
        """The href from this page."""
        return urls.relative(self.url, url)


def frame(site: Site, page: Page) -> Frame:
    """The frame of a page."""
    portal = site.portal
    is_home = page.url == urls.HOME
    names = [] if is_home else [page.title]
    head_title = " - ".join([*names, site.title, *([portal.name] if portal else [])])
    above = () if is_home else ((site.title, urls.HOME), *page.trail)
    steps = [Anchor(label, page.to(url)) for label, url in above]
    canonical = f"{site.url.rstrip('/')}/{page.url}" if site.url else ""
    return Frame(
        title=page.title,
        head_title=head_title,
        site_title=site.title,
        home=page.to(urls.HOME),
        data=page.to(urls.data()) if page.data else "",
        search=page.to(urls.SEARCH) if page.data and page.url != urls.SEARCH else "",
        statistics=page.to(urls.STATISTICS) if page.statistics else "",
        portal=Anchor(portal.name, portal.url) if portal else None,
        metas=(*_site_metas(site), *_column_metas(site), *page.metas),
        siblings=_siblings(site, page),
        trail=(*steps, Anchor(page.label or page.title, current=True)),
        footer=_footer(site),
        canonical="" if page.url == urls.NOT_FOUND else canonical,
        draft=page.draft,
    )


def _siblings(site: Site, page: Page) -> tuple[Anchor, ...]:
    """The four parts of the disclosure platform (国办公开办函〔2019〕61号); this column is the last."""
    if not site.siblings:
        return ()
    others = (Anchor(link.label, link.url) for link in site.siblings)
    return (*others, Anchor(site.title, page.to(urls.HOME), current=True))


def _footer(site: Site) -> FooterView:
    footer, portal = site.footer, site.portal
    return FooterView(
        organizer=footer.organizer,
        operator=footer.operator,
        icp=footer.icp,
        police=footer.police,
        phone=footer.phone,
        id_code=portal.id_code if portal else "",
        error_report=footer.error_report,
        badge=footer.badge,
    )


def _site_metas(site: Site) -> tuple[Meta, ...]:
    if site.portal is None:
        return ()
    domain = urlsplit(site.portal.url).hostname or ""
    return filled(("SiteName", site.portal.name), ("SiteDomain", domain), ("SiteIDCode", site.portal.id_code))


def _column_metas(site: Site) -> tuple[Meta, ...]:
    return filled(
        ("ColumnName", site.title),
        ("ColumnDescription", site.description or f"{site.title}专栏"),
        ("ColumnKeywords", ",".join(site.keywords) or site.title),
        ("ColumnType", COLUMN_TYPE),
    )


def filled(*pairs: tuple[str, str]) -> tuple[Meta, ...]:
    """Meta tags that have something to say: an empty one would only fail the inspection."""
    return tuple(Meta(name, content) for name, content in pairs if content)
