"""datapackage.json: the tables as a Data Package, version 2 (datapackage.org)."""

import hashlib

from generator.opendata.collection import Collection, Field, Table, written

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def describe(collection: Collection) -> bytes:
    """The package; paths are relative to it, as the standard has it."""
    site = collection.site
    known = {
        "homepage": collection.url("index.html") if site.url else "",
        "keywords": list(site.keywords),
        "contributors": [{"title": site.footer.organizer, "roles": ["publisher"]}]
        if site.footer.organizer
        else [],
    }
    return written({
        "$schema": _PROFILE,
        "name": "annual-reports",
        "title": collection.title,
        "description": collection.about,
        **{key: value for key, value in known.items() if value},
        "resources": [_resource(table) for table in collection.tables],
    })


def _resource(table: Table) -> dict[str, object]:
    return {
        "name": table.name.removesuffix(".csv"),
        "type": "table",
        "path": table.name,
        "title": table.title,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table.body),
        "hash": f"sha256:{hashlib.sha256(table.body).hexdigest()}",
        "schema": {"fields": [_field(field) for field in table.fields], "primaryKey": list(table.key)},
    }


def _field(field: Field) -> dict[str, object]:
    described: dict[str, object] = {"name": field.name, "type": field.type, "title": field.title}
    if field.unit:
        described["description"] = f"单位：{field.unit}"
    known = {
        "required": field.required or None,
        "minimum": field.minimum,
        "enum": list(field.choices) or None,
    }
    constraints = {key: value for key, value in known.items() if value is not None}
    return described | ({"constraints": constraints} if constraints else {})
