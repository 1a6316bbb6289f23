"""Themes and templates: lookup, overriding one template, errors that name template and line, the table's markup."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from columns import column

from generator.build import Options, build
from generator.editions.layout import grids
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Money, Report, Site
from generator.read.bindings import printed
from generator.render import renderer
from generator.themes import find_theme

FRAME = '<html lang="zh"><title>{{ frame.head_title }}</title><h1>{{ frame.title }}</h1>'
FORMS = [edition for edition in editions().all if edition.tables]


def theme(project: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = project / "themes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    site = project / "content/site.yaml"
    site.write_text(site.read_text("utf-8") + "theme: county\n", "utf-8")
    return project


def codes(project: Path) -> list[tuple[str, str, int]]:
    outcome = build(project, project / "site", Options(jobs=1))
    return [(problem.code, problem.place.file, problem.place.line) for problem in outcome.problems]


def test_a_theme_overrides_one_template_and_adds_to_one_it_extends(tmp_path: Path):
    project = theme(
        column(tmp_path),
        {
            "county/theme.yaml": "name: 本县主题\nextends: default\n",
            "county/templates/not_found.html": f"{FRAME}，这是本县的页面",
            "county/templates/report.html": '{% extends "default/report.html" %}{% block content %}本县{{ super() }}{% endblock %}',
            "county/static/county.css": "p { color: inherit }\n",
        },
    )
    assert codes(project) == []
    assert "<h1>没有找到这个页面</h1>，这是本县的页面" in (project / "site/404.html").read_text("utf-8")
    page = (project / "site/xian/2023.html").read_text("utf-8")
    assert "本县" in page
    assert "三、收到和处理政府信息公开申请情况" in page
    assert [path.name for path in (project / "site/assets").glob("county.*.css")]


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("第一行\n{{ frame.titel }}\n", 2),
        ("第一行\n\n{% if %}\n", 3),
        ("{{ nothing }}\n", 1),
        ("\n{{ asset('none.css') }}\n", 2),
        ("\n\n{% include 'none.html' %}\n", 3),
    ],
)
def test_a_template_error_names_template_and_line(tmp_path: Path, template: str, line: int):
    files = {
        "county/theme.yaml": "name: 本县主题\nextends: default\n",
        "county/templates/not_found.html": template,
    }
    project = theme(column(tmp_path), files)
    assert codes(project) == [("T101", "themes/county/templates/not_found.html", line)]
    assert not (project / "site").exists()


def test_a_template_error_in_a_worker_process_is_told_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    files = {
        "county/theme.yaml": "name: 本县主题\nextends: default\n",
        "county/templates/report.html": "\n{{ x }}",
    }
    project = theme(column(tmp_path), files)
    monkeypatch.setattr("generator.pool._WORTH", 1)
    outcome = build(project, project / "site", Options(jobs=2))
    assert [(problem.code, problem.place.line) for problem in outcome.problems] == [("T101", 2)]


def test_themes_that_extend_each_other_are_refused(tmp_path: Path):
    files = {
        "county/theme.yaml": "name: 甲\nextends: other\n",
        "other/theme.yaml": "name: 乙\nextends: county\n",
    }
    assert codes(theme(column(tmp_path), files)) == [("T103", "themes/other/theme.yaml", 1)]


def test_a_theme_is_no_way_out_of_the_project(tmp_path: Path):
    project = column(tmp_path, {"site.yaml": "title: 年报\ntheme: ../../elsewhere\n"})
    assert codes(project) == [("T102", "content/site.yaml", 1)]


class Cells(HTMLParser):
    """Cells of all tables: (tag, rowspan, colspan, text), row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[list]] = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append([tag, int(given.get("rowspan", 1)), int(given.get("colspan", 1)), ""])
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in {"td", "th"}

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1][3] += data


@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
def test_the_tables_are_the_official_ones_cell_for_cell(edition, tmp_path: Path):
    found = find_theme("default", tmp_path, lambda problem: pytest.fail(str(problem)))
    draw = renderer(found, Site("年报", "", None))
    values = tuple(range(1000, 1000 + len(edition.cells)))
    agency = Agency("zhen", "青山镇人民政府", AgencyKind.TOWNSHIP)
    report = Report(agency, edition.first_year, edition, None, values=values)
    for name, html in draw.tables(report).items():
        parsed = Cells()
        parsed.feed(html)
        drawn = [[cell[3] for cell in row] for row in parsed.rows]
        grid = grids(edition)[name]
        wanted = [
            [
                cell.text
                if cell.kind != "data"
                else printed(values[cell.index], signed=edition.cells[cell.index].kind == "change")
                for cell in row
            ]
            for row in grid.rows()
        ]
        assert drawn == wanted
        # Laid out by the rules of HTML, the rows are all of one width: every span is right.
        filled: dict[tuple[int, int], bool] = {}
        for r, row in enumerate(parsed.rows):
            c = 0
            for _tag, rowspan, colspan, _text in row:
                while (r, c) in filled:
                    c += 1
                filled |= {(r + i, c + j): True for i in range(rowspan) for j in range(colspan)}
        width = max(c for _r, c in filled) + 1
        assert len(filled) == width * len(parsed.rows)


def test_every_data_cell_of_a_plain_table_names_headers_that_exist(tmp_path: Path):
    found = find_theme("default", tmp_path, lambda problem: pytest.fail(str(problem)))
    edition = editions().get("2021")
    agency = Agency("zhen", "青山镇人民政府", AgencyKind.TOWNSHIP)
    report = Report(agency, 2023, edition, None, values=(0,) * 200)
    html = renderer(found, Site("年报", "", None)).tables(report)["requests"]
    ids = set(re.findall(r'id="([^"]+)"', html))
    named = re.findall(r'<td headers="([^"]+)"', html)
    assert len(named) == 175
    assert all(set(names.split()) <= ids for names in named)


@pytest.mark.parametrize(
    ("value", "signed", "shown"),
    [
        (None, False, ""),
        (0, False, "0"),
        (12, True, "+12"),
        (-3, True, "-3"),
        (0, True, "0"),
        (11398889, False, "11398889"),
    ],
)
def test_figures_are_printed_as_the_form_has_them(value, signed: bool, shown: str):
    assert printed(value, signed=signed) == shown


def test_amounts_are_printed_as_they_were_written():
    from decimal import Decimal

    assert printed(Decimal("59237.2449")) == "59237.2449"
    assert printed(Decimal("3.50")) == "3.50"
    assert printed(Money(Decimal("1646.5"), "万元")) == "1646.5万元"
    assert printed(Money(Decimal(0), "元")) == "0"
