"""Files to download, and the page that explains those of the whole column."""

from collections.abc import Iterable
from itertools import groupby

from generator.editions.form import Edition
from generator.opendata.collection import Collection, File, Table
from generator.pages import metadata, urls
from generator.pages.column import Column
from generator.pages.frame import Page
from generator.pages.views import DataGroup, DataView, Download, FigureView


def download(label: str, href: str, filename: str, size: int) -> Download:
    """A file as a page offers it, with its format and size."""
    shown = f"{max(1, round(size / 1024))} KB"
    return Download(label, href, filename, filename.rpartition(".")[2].upper(), shown)


def data_page(column: Column, files: Iterable[File]) -> Page:
    """The page for researchers."""
    tables = tuple(file for file in files if isinstance(file, Table))
    whole = Collection(column.site, tables, sorted(column.years))
    return Page(urls.data(), "数据下载", description=whole.about, thing=metadata.dataset(whole))


def data_view(column: Column, files: Iterable[File]) -> DataView:
    """The files under data/, tables by form."""
    files = tuple(files)
    tables = [file for file in files if isinstance(file, Table)]
    groups = [(form, tuple(group)) for form, group in groupby(tables, lambda table: table.edition)]
    figures = [figure for form, _group in groups for figure in form.key_figures]
    return DataView(
        agency_count=len(column.by_agency),
        report_count=sum(map(len, column.by_agency.values())),
        groups=tuple(DataGroup(_form(form), tuple(map(_offer, group))) for form, group in groups),
        descriptions=tuple(_offer(file) for file in files if not isinstance(file, Table)),
        offered=tuple(column.site.downloads),
        example=FigureView(figures[0].label, figures[0].cell, "") if figures else None,
    )


def _form(edition: Edition) -> str:
    """What a form is called; the notice is named where it has a form at all."""
    return f"{edition.name}（{edition.document}）" if edition.cells else edition.name


def _offer(file: File) -> Download:
    return download(file.title, file.name, file.name, len(file.body))
