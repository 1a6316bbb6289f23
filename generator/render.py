"""Page + theme → HTML. The shape of a table is fixed by its edition: it is drawn once and then only filled."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from generator.editions.form import Edition
from generator.editions.layout import grids
from generator.model import Figure, Report, Site
from generator.pages import urls
from generator.pages.frame import Page, frame
from generator.problems import Finding, Place, Problem, fault
from generator.read.bindings import printed
from generator.themes import Theme, asset_url

_MARK = "\x00"  # stands where a figure goes; no template or label can hold it


class BadTemplateError(Exception):
    """A template cannot be drawn; carries the Problem that says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)  # so that it comes whole out of a worker process
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Pieces:
    """The HTML of an official table, cut where the figures go."""

    between: tuple[str, ...]  # one more than indexes
    cells: tuple[tuple[int, bool], ...]  # (index of the cell, whether its sign is printed)

    def fill(self, values: tuple[Figure, ...]) -> Markup:
        """The table with these figures."""
        out = [self.between[0]]
        for (index, signed), html in zip(self.cells, self.between[1:], strict=True):
            out += (printed(values[index], signed=signed), html)
        return Markup("".join(out))  # noqa: S704 (our own table; figures are digits and a unit)

    def put(self, texts: Sequence[str]) -> Markup:
        """The table with the HTML of every cell of the form, by index."""
        cells = (texts[index] for index, _signed in self.cells)
        pairs = zip(cells, self.between[1:], strict=True)
        return Markup("".join((self.between[0], *chain.from_iterable(pairs))))  # noqa: S704 (the caller's HTML)


@dataclass(frozen=True, slots=True)
class Renderer:
    """Draws pages with a theme."""

    theme: Theme
    site: Site
    env: Environment
    assets: Mapping[str, str]  # name → URL from the top of the column
    pieces: dict[tuple[str, str], Pieces] = field(default_factory=dict)

    def page(self, template: str, page: Page, **views: object) -> bytes:
        """The HTML of a page. Raises BadTemplateError."""
        views |= {"frame": frame(self.site, page), "asset": lambda name: page.to(self.assets[name])}
        return self._draw(template, views).encode()

    def tables(self, report: Report) -> dict[str, Markup]:
        """Every official table of a report, filled in."""
        return {
            section.table: self._pieces(report.edition, section.table, number).fill(report.values)
            for number, section in enumerate(report.edition.sections, 1)
            if section.table
        }

    def filled(self, edition: Edition, texts: Sequence[str]) -> dict[str, Markup]:
        """Every official table of a form, with the HTML of every cell."""
        return {
            section.table: self._pieces(edition, section.table, number).put(texts)
            for number, section in enumerate(edition.sections, 1)
            if section.table
        }

    def cut(self, edition: Edition, tables: Mapping[str, Markup]) -> list[tuple[bytes, tuple[str, ...]]]:
        """What of these tables is the same on every page."""
        return [
            (str(table).encode(), self.pieces[edition.id, name].between) for name, table in tables.items()
        ]

    def _pieces(self, edition: Edition, table: str, number: int) -> Pieces:
        key = (edition.id, table)
        if key not in self.pieces:
            html = self._draw(
                "table.html",
                {
                    "grid": grids(edition)[table],
                    "prefix": f"t{number}",
                    "labelledby": f"part-{number}",
                    "mark": lambda index: Markup("{0}{1}{0}").format(_MARK, index),
                },
            )
            parts = html.split(_MARK)
            signed = [edition.cells[int(index)].kind == "change" for index in parts[1::2]]
            cells = tuple(zip(map(int, parts[1::2]), signed, strict=True))
            self.pieces[key] = Pieces(tuple(parts[::2]), cells)
        return self.pieces[key]

    def _draw(self, template: str, views: Mapping[str, object]) -> str:
        try:
            return self.env.get_template(template).render(views)
        except Exception as error:
            raise BadTemplateError(self._wrong(template, error)) from error

    def _wrong(self, template: str, error: Exception) -> Problem:
        """The innermost template and line of an error."""
        folders = [(name, (folder / "templates").resolve()) for name, folder in self.theme.folders]
        spots = [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, TemplateError) and getattr(error, "filename", None):
            spots.append((str(getattr(error, "filename", "")), getattr(error, "lineno", 1)))
        for filename, line in reversed(spots):
            path = Path(filename).resolve()
            for name, folder in folders:
                if path.is_file() and path.is_relative_to(folder):
                    file = f"themes/{name}/templates/{path.relative_to(folder).as_posix()}"
                    return template_error(Place(file, line), f"{type(error).__name__}: {error}")
        return template_error(Place(f"themes/{self.theme.folders[0][0]}/templates/{template}"), str(error))


def renderer(theme: Theme, site: Site) -> Renderer:
    """A renderer for the column."""
    loaders = {name: FileSystemLoader(folder / "templates", "utf-8-sig") for name, folder in theme.folders}
    env = Environment(
        # A template reaches the one it replaces by the name of its theme: {% extends "default/report.html" %}.
        loader=ChoiceLoader([*loaders.values(), PrefixLoader(loaders)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    assets = {name: asset_url(name, body) for name, body in theme.static().items()}
    return Renderer(theme, site, env, assets)


def not_found(site: Site) -> Page:
    """The page for URLs that lead nowhere: a server shows it at any depth."""
    return Page(
        urls.NOT_FOUND,
        "没有找到这个页面",
        label="没有找到",
        description="您要看的页面不在这里，请从首页按年度或者按机关查找",
        base=urls.base(site.url),
    )


@fault("T101", "页面模板有误")
def template_error(place: Place, message: str) -> Finding:
    """什么：主题里的一个模板写错了：语法不对，或者用了不存在的名称。

    为什么：模板错了，页面就做不出来。
    怎么改：按提示的文件和行号修改模板；可用的名称见 docs/themes.md。编辑年报的人遇到它，请转告负责主题的人。
    """
    return Finding(place, f"模板有误：{message}", "请负责主题的人按行号修改；可用的名称见 docs/themes.md")
