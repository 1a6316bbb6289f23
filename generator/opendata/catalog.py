"""catalog.jsonld: the collection as an entry of a data catalogue (DCAT-AP, in JSON-LD)."""

import hashlib

from generator.opendata.collection import Collection, Table, written

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"  # DCAT-AP takes its words from there
_CHINESE = {"@id": f"{_EU}/language/ZHO"}


def describe(collection: Collection) -> bytes:
    """A catalogue of one dataset. Who publishes it is said where site.yaml says it; a licence nobody has told us."""
    site = collection.site
    organizer = site.footer.organizer
    publisher = (
        {"dct:publisher": {"@type": "foaf:Agent", "foaf:name": _chinese(organizer)}} if organizer else {}
    )
    start, end = collection.period
    here = collection.url("catalog.jsonld")
    page = {"@id": collection.url("index.html")}
    dataset = {
        "@id": f"{here}#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _chinese(collection.title),
        "dct:description": _chinese(collection.about),
        **publisher,
        "dcat:keyword": [_chinese(word) for word in site.keywords],
        "dcat:theme": {"@id": f"{_EU}/data-theme/GOVE"},
        "dct:language": _CHINESE,
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/ANNUAL"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(start, "date"),
            "dcat:endDate": _typed(end, "date"),
        },
        "dcat:landingPage": page,
        "dcat:distribution": [_distribution(table, collection) for table in collection.tables],
    }
    return written({
        "@context": _CONTEXT,
        "@id": here,
        "@type": "dcat:Catalog",
        "dct:title": _chinese(site.title),
        "dct:description": _chinese(site.description or f"{site.title}专栏"),
        **publisher,
        "dct:language": _CHINESE,
        "foaf:homepage": page,
        "dcat:dataset": dataset,
    })


def _distribution(table: Table, collection: Collection) -> dict[str, object]:
    address = {"@id": collection.url(table.name)}
    return {
        "@type": "dcat:Distribution",
        "dct:title": _chinese(table.title),
        "dct:description": _chinese(table.about),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dct:format": {"@id": f"{_EU}/file-type/CSV"},
        "dcat:mediaType": {"@id": "http://www.iana.org/assignments/media-types/text/csv"},
        "dcat:byteSize": _typed(str(len(table.body)), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(hashlib.sha256(table.body).hexdigest(), "hexBinary"),
        },
    }


def _chinese(words: str) -> dict[str, str]:
    return {"@value": words, "@language": "zh"}


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}
