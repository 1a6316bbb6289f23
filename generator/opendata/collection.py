"""What is published as data, in plain values: files, tables with their columns, the collection of all of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generator.editions.form import Edition
from generator.model import Site
from generator.pages import urls

Type = Literal["string", "integer", "number", "boolean", "date", "year"]


@dataclass(frozen=True, slots=True)
class File:
    """A file under data/."""

    name: str  # "reports-2021.csv"
    title: str  # as the page offers it
    body: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table."""

    name: str  # heads it
    title: str  # what it is
    type: Type
    required: bool = False
    unit: str = ""
    minimum: int | None = None
    choices: tuple[str, ...] = ()  # nothing else is there


@dataclass(frozen=True, slots=True)
class Table(File):
    """A CSV file."""

    about: str
    edition: Edition
    fields: tuple[Field, ...]
    key: tuple[str, ...]  # the fields that tell its rows apart


@dataclass(frozen=True, slots=True)
class Collection:
    """All tables of a column."""

    site: Site
    tables: tuple[Table, ...]
    years: Sequence[int]  # of the reports, oldest first

    @property
    def title(self) -> str:
        """What the collection is called."""
        return f"{self.site.title}：表格数据"

    @property
    def about(self) -> str:
        """What is in it."""
        return f"“{self.site.title}”专栏全部年度报告的表格数据。空白是没有填写，不是 0。"

    @property
    def period(self) -> tuple[str, str]:
        """First and last day of what the reports tell of."""
        return f"{self.years[0]}-01-01", f"{self.years[-1]}-12-31"

    def url(self, name: str) -> str:
        """Where a file is: absolute where it is known where the column is mounted, else seen from data/."""
        return urls.absolute(self.site.url, urls.data(name)) or name


def written(description: object) -> bytes:
    """A description as JSON."""
    return (json.dumps(description, ensure_ascii=False, indent=1) + "\n").encode()
