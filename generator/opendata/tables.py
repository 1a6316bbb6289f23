"""The tables: for each official form the figures of all reports, a row a report, and what its columns mean."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from generator.editions.form import KINDS, Cell, Edition
from generator.editions.load import editions
from generator.model import AgencyKind, Figure
from generator.opendata.collection import Field, Table, Type
from generator.outputs.csv import ENCODING, inert, spots
from generator.rollup import plain
from generator.rules import Fact

_KINDS = "、".join(f"{kind.value} {kind.label}" for kind in AgencyKind)
# What stands before the figures, under the names that these facts have in the JSON of a report.
_LEAD = (
    Field("agency_path", "机关的文件夹，也是它在专栏里的网址", "string", required=True),
    Field("agency", "机关全称", "string", required=True),
    Field("agency_code", "统一社会信用代码；没有填写的为空", "string"),
    Field("agency_kind", f"机关类别：{_KINDS}", "string", required=True, choices=tuple(AgencyKind)),
    Field("year", "年报的年份", "year", required=True),
    Field("published", "发布日期；原文没有载明的为空", "date"),
    Field(
        "scope",
        "数字的范围：own 只含本机关，aggregate 含下级的汇总",
        "string",
        required=True,
        choices=("own", "aggregate"),
    ),
)
_KIND = "种类：count 件数，change 增减数，amount 金额，money 折成元的金额；string 文字，date 日期，year 年份"
_COLUMNS = (
    Field("name", "列名；表格里的一格是它的地址", "string", required=True),
    Field("section", "所在的部分", "string"),
    Field("row", "行的名称", "string"),
    Field("column", "列的名称", "string", required=True),
    Field("unit", "单位", "string"),
    Field("kind", _KIND, "string", required=True, choices=(*KINDS, *get_args(Type))),
    Field("total", "是不是合计", "boolean", required=True),
)


@dataclass(frozen=True, slots=True)
class Record:
    """A report that has a page."""

    fact: Fact
    published: str  # "2024-01-22"; "" where there is no date


def tables(records: Iterable[Record]) -> Iterator[Table]:
    """Two for each form that is used, the newest form first."""
    by_form: dict[str, list[Record]] = {}
    for record in records:
        by_form.setdefault(record.fact.edition, []).append(record)
    for edition in reversed(editions().all):
        if edition.id in by_form:
            found = by_form[edition.id]
            first, last = min(r.fact.year for r in found), max(r.fact.year for r in found)
            years = f"{first}年" if first == last else f"{first}—{last}年"
            yield _reports(edition, found, years)
            yield _columns(edition, years)


def _reports(edition: Edition, records: Sequence[Record], years: str) -> Table:
    fields = (*_LEAD, *map(_field, edition.cells))
    form = f"，按《{edition.name}》（{edition.document}）编制" if edition.cells else "，没有统一的表格"
    about = f"一行一份年报，共 {len(records)} 份{form}。空白是没有填写，不是 0。"
    return Table(
        name=f"reports-{edition.id}.csv",
        title=f"{years}年报的数据",
        body=_csv(fields, map(_row, records)),
        about=about,
        edition=edition,
        fields=fields,
        key=("agency_path", "year"),
    )


def _field(cell: Cell) -> Field:
    """The column of a cell; money, whose unit every report chooses, is in 元."""
    return Field(
        name=cell.address,
        title=cell.label,
        type="integer" if cell.kind in {"count", "change"} else "number",
        unit="元" if cell.kind == "money" else cell.unit,
        minimum=None if cell.kind == "change" else 0,
    )


def _row(record: Record) -> tuple[object, ...]:
    fact, agency = record.fact, record.fact.agency
    who = agency.path, inert(agency.name), agency.code, agency.kind.value
    return (*who, fact.year, record.published, fact.scope, *map(_number, fact.values))


def _number(figure: Figure) -> object:
    number = plain(figure)
    return number if number is None or isinstance(number, int) else format(number.normalize(), "f")


def _columns(edition: Edition, years: str) -> Table:
    lead = [(field.name, "", "", field.title, "", field.type, "false") for field in _LEAD]
    cells = [
        (field.name, spot.section, spot.row, spot.column, field.unit, cell.kind, _boolean(cell))
        for cell, spot, field in zip(edition.cells, spots(edition), map(_field, edition.cells), strict=True)
    ]
    return Table(
        name=f"columns-{edition.id}.csv",
        title=f"{years}年报数据的列说明",
        body=_csv(_COLUMNS, [*lead, *cells]),
        about=f"reports-{edition.id}.csv 每一列的意思，一行一列。",
        edition=edition,
        fields=_COLUMNS,
        key=("name",),
    )


def _boolean(cell: Cell) -> str:
    return "true" if cell.row_total or cell.column_total else "false"


def _csv(fields: Iterable[Field], rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(field.name for field in fields)
    out.writerows(rows)
    return text.getvalue().encode(ENCODING)
