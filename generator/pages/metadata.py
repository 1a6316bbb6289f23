"""What a page is about, in the words of schema.org: what is not known is left out, addresses too without site.url."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from generator.downloads import FORMATS
from generator.model import Agency, Report, Site
from generator.opendata.collection import Collection
from generator.pages import rows, urls
from generator.pages.views import Download

LANGUAGE = "zh-CN"
Thing: TypeAlias = Mapping[str, object]


def column(site: Site, description: str) -> Thing:
    """The column: a part of the portal, of its organizer."""
    portal = site.portal
    return _known({
        **_column(site),
        "description": description,
        "inLanguage": LANGUAGE,
        "publisher": _organizer(site),
        "isPartOf": _known({"@type": "WebSite", "name": portal.name, "url": portal.url}) if portal else {},
    })


def agency(body: Agency, above: Agency | None, site: Site) -> Thing:
    """An agency; `above`: the nearest that has a page."""
    contact = body.contact
    address = _known({"streetAddress": contact.address, "postalCode": contact.postcode})
    return _known({
        **_agency(body, site),
        "alternateName": body.short_name,
        "identifier": {"@type": "PropertyValue", "name": "统一社会信用代码", "value": body.code}
        if body.code
        else {},
        "address": {"@type": "PostalAddress", **address} if address else {},
        "telephone": contact.phone,
        "email": contact.email,
        "parentOrganization": _agency(above, site) if above else {},
    })


def report(found: Report, site: Site, downloads: Iterable[Download]) -> Thing:
    """A published report, and the files in which it is offered."""
    body, year = _agency(found.agency, site), found.year
    return _known({
        "@type": "Report",
        "name": found.title,
        "url": urls.absolute(site.url, urls.report(found.agency.path, year)),
        "author": body,
        "publisher": body,
        "datePublished": rows.machine_date(found),
        "dateModified": rows.revised(found),
        # Of an older report without a form only its year is known.
        "temporalCoverage": f"{year}-01-01/{year}-12-31" if found.edition.sections else f"{year}",
        "inLanguage": LANGUAGE,
        "isPartOf": _column(site),
        "encoding": [_file(found, file, site) for file in downloads] if site.url else [],
    })


def dataset(collection: Collection) -> Thing:
    """The tables of all reports; the same is said in catalog.jsonld to other programs."""
    site = collection.site
    return _known({
        "@type": "Dataset",
        "name": collection.title,
        "description": collection.about,
        "url": collection.url("index.html") if site.url else "",
        "publisher": _organizer(site),
        "keywords": list(site.keywords),
        "inLanguage": LANGUAGE,
        "temporalCoverage": "/".join(collection.period),
        "isPartOf": _column(site),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": table.title,
                "contentUrl": collection.url(table.name),
                "encodingFormat": FORMATS["csv"].media,
            }
            for table in collection.tables
        ]
        if site.url
        else [],
    })


def _column(site: Site) -> Thing:
    return _known({"@type": "CollectionPage", "name": site.title, "url": urls.absolute(site.url, urls.HOME)})


def _organizer(site: Site) -> Thing:
    name = site.footer.organizer
    return {"@type": "GovernmentOrganization", "name": name} if name else {}


def _agency(body: Agency, site: Site) -> Thing:
    return _known({
        "@type": "GovernmentOrganization",
        "name": body.name,
        "url": urls.absolute(site.url, urls.agency(body.path)),
    })


def _file(found: Report, file: Download, site: Site) -> Thing:
    name = file.format.lower()
    return {
        "@type": "MediaObject",
        "name": file.label,
        "contentUrl": urls.absolute(site.url, urls.report(found.agency.path, found.year, f".{name}")),
        "encodingFormat": FORMATS[name].media,
    }


def _known(thing: Thing) -> Thing:
    return {key: value for key, value in thing.items() if value}
