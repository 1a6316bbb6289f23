"""What stands around every page: title, meta tags of 《政府网站发展指引》, what programs read, breadcrumbs, footer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from markupsafe import Markup

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
    description: str = ""  # a sentence that says what is on it
    metas: tuple[Meta, ...] = ()
    properties: tuple[Meta, ...] = (Meta("og:type", "website"),)  # Open Graph: what kind of page it is
    thing: Mapping[str, object] = field(default_factory=dict)  # what it is about (metadata.py)
    base: str = ""  # where the column lies on its host: for a page that is shown in place of any other
    draft: bool = False
    data: bool = True  # there are pages of data, search and map to lead to: not in a column without reports
    statistics: bool = False  # there is a statistics page to lead to; a report's page cannot know
    feed: bool = False  # there is a feed to lead to; a report's page cannot know

    def to(self, url: str) -> str:
        """The href from this page."""
        return f"{self.base}{quote(url)}" if self.base else urls.relative(self.url, url)

    @property
    def hidden(self) -> bool:
        """Whether search engines shall leave it alone: it is a draft, or no page."""
        return self.draft or self.url == urls.NOT_FOUND


def frame(site: Site, page: Page) -> Frame:
    """The frame of a page."""
    portal = site.portal
    is_home = page.url == urls.HOME
    names = [] if is_home else [page.title]
    head_title = " - ".join([*names, site.title, *([portal.name] if portal else [])])
    above = () if is_home else ((site.title, urls.HOME), *page.trail)
    steps = [Anchor(label, page.to(url)) for label, url in above]
    canonical = "" if page.url == urls.NOT_FOUND else urls.absolute(site.url, page.url)
    return Frame(
        title=page.title,
        head_title=head_title,
        site_title=site.title,
        home=page.to(urls.HOME),
        data=page.to(urls.data()) if page.data else "",
        search=page.to(urls.SEARCH) if page.data and page.url != urls.SEARCH else "",
        statistics=page.to(urls.STATISTICS) if page.statistics else "",
        site_map=page.to(urls.SITE_MAP) if page.data else "",
        accessibility=page.to(urls.ACCESSIBILITY),
        feed=page.to(urls.FEED) if page.feed else "",
        portal=Anchor(portal.name, portal.url) if portal else None,
        metas=(*_site_metas(site), *_column_metas(site), *_page_metas(page)),
        siblings=_siblings(site, page),
        trail=(*steps, Anchor(page.label or page.title, current=True)),
        footer=_footer(site),
        canonical=canonical,
        properties=(*page.properties, *_open_graph(site, page, canonical)),
        linked=Markup() if page.hidden else _linked(site, page),
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


def _page_metas(page: Page) -> tuple[Meta, ...]:
    """A report has its description as the guideline's `Description`: in HTML that is the same name, one is enough."""
    described = any(meta.name == "Description" for meta in page.metas)
    said = "" if described else page.description
    return (*page.metas, *filled(("description", said), ("robots", "noindex" if page.hidden else "")))


def _open_graph(site: Site, page: Page, address: str) -> tuple[Meta, ...]:
    return filled(
        ("og:title", page.title),
        ("og:description", page.description),
        ("og:url", address),
        ("og:site_name", site.portal.name if site.portal else site.title),
        ("og:locale", "zh_CN"),
    )


def _linked(site: Site, page: Page) -> Markup:
    """JSON-LD: what the page is about and, where addresses are known, the way to it. Nothing in it can end its element."""
    graph = [dict(page.thing)] if page.thing else []
    if site.url and page.url != urls.HOME:
        way = ((site.title, urls.HOME), *page.trail, (page.label or page.title, page.url))
        steps = [
            {"@type": "ListItem", "position": place, "name": label, "item": urls.absolute(site.url, url)}
            for place, (label, url) in enumerate(way, 1)
        ]
        graph.append({"@type": "BreadcrumbList", "itemListElement": steps})
    if not graph:
        return Markup()
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":")
    )
    for character in "&<>":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 (no character is left that HTML gives a meaning to)


def filled(*pairs: tuple[str, str]) -> tuple[Meta, ...]:
    """Meta tags that have something to say: an empty one would only fail the inspection."""
    return tuple(Meta(name, content) for name, content in pairs if content)
