"""The whole column as data, under data/: tables of all reports, what their columns mean, descriptions for programs."""

from collections.abc import Iterable

from generator.model import Site
from generator.opendata import catalog, csvw, package
from generator.opendata.collection import Collection, File
from generator.opendata.tables import Record, tables
from generator.pages.rows import DATE_UNKNOWN, NOT_PUBLISHED, Row
from generator.rules import Fact


def files(site: Site, rows: Iterable[Row], facts: Iterable[Fact]) -> tuple[File, ...]:
    """Tables first; none without reports. `rows`: the reports that have a page, `facts`: among others, of those."""
    days = {(row.agency, row.year): row.published for row in rows}
    days = {key: "" if day in {DATE_UNKNOWN, NOT_PUBLISHED} else day for key, day in days.items()}
    keyed = (((fact.agency.path, fact.year), fact) for fact in facts)
    records = [Record(fact, days[key]) for key, fact in keyed if key in days]
    if not records:
        return ()
    whole = Collection(site, tuple(tables(records)), sorted({record.fact.year for record in records}))
    return (
        *whole.tables,
        File("datapackage.json", "数据包说明（Frictionless）", package.describe(whole)),
        File("csv-metadata.json", "表格说明（CSVW）", csvw.describe(whole)),
        File("catalog.jsonld", "数据目录（DCAT）", catalog.describe(whole)),
    )
