"""csv-metadata.json: the tables in the W3C's words (Metadata Vocabulary for Tabular Data)."""

from generator.opendata.collection import Collection, Field, Table, Type, written

_TYPES: dict[Type, str] = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "date": "date",
    "year": "gYear",
}


def describe(collection: Collection) -> bytes:
    """One group of all tables: under this name programs look for it when they are given one of the files."""
    return written({
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "dc:title": collection.title,
        "dc:description": collection.about,
        "tables": [_table(table) for table in collection.tables],
    })


def _table(table: Table) -> dict[str, object]:
    return {
        "url": table.name,
        "dc:title": table.title,
        "dc:description": table.about,
        "tableSchema": {
            "columns": [_column(field) for field in table.fields],
            "primaryKey": list(table.key),
        },
    }


def _column(field: Field) -> dict[str, object]:
    """`titles` are what the file's first line says, so the meaning is a title of Dublin Core."""
    known = {"minimum": field.minimum, "format": "|".join(field.choices) or None}
    limits = {key: value for key, value in known.items() if value is not None}
    base = _TYPES[field.type]
    column: dict[str, object] = {
        "name": field.name,
        "titles": field.name,
        "dc:title": field.title,
        "datatype": {"base": base, **limits} if limits else base,
    }
    if field.unit:
        column["dc:description"] = f"单位：{field.unit}"
    return column | ({"required": True} if field.required else {})
