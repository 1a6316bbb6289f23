"""The statistics page: sums counted by hand, how many reports they rest on, who has none, and when there is no page."""

from decimal import Decimal
from pathlib import Path

import pytest
from columns import MARKDOWN, TABLES, column

from generator.build import Options, build
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Site
from generator.pages.column import column as pages
from generator.pages.rows import Row
from generator.pages.statistics import Statistics, Sums, statistics, statistics_view

SERIES = {form.id: [series.id for series in form.series] for form in editions().all}
AGENCIES = (
    Agency("xian", "某县人民政府", AgencyKind.GOVERNMENT),
    Agency("xian/bangongshi", "某县人民政府办公室", AgencyKind.DEPARTMENT),
    Agency("xian/jiaoyu", "某县教育局", AgencyKind.DEPARTMENT),
    Agency("xian/qingshan", "青山镇人民政府", AgencyKind.TOWNSHIP, first_year=2021),
    Agency("xian/xinjian", "新建镇人民政府", AgencyKind.TOWNSHIP, last_year=2020),
)


def row(agency: str, year: int, scope: str = "own", **figures) -> Row:
    """A report in which everything else is zero."""
    form = editions().of_year(year).id
    values = tuple(figures.get(name, 0) for name in SERIES[form])
    return Row(agency, agency, year, "", "", (), form, scope, values)


def counted(*rows: Row, agencies: tuple[Agency, ...] = AGENCIES) -> Statistics | None:
    return statistics(pages(Site("年报", "", None, agencies=agencies), rows))


def of(found: Statistics, year: int, kind: AgencyKind | None = None) -> Sums:
    (sums,) = (sums for sums in found.sums if sums.year == year and sums.kind == kind)
    return sums


def figure(sums: Sums, name: str) -> tuple:
    """The sum and the number of reports it rests on."""
    each = sums.sums[SERIES[sums.form.id].index(name)]
    return each.figure, each.reports


def test_what_agencies_report_of_themselves_is_added_up_and_aggregates_are_not():
    found = counted(
        row("xian", 2023, "aggregate", received=18, licensing=700),
        row("xian/bangongshi", 2023, received=11, licensing=500),
        row("xian/jiaoyu", 2023, received=5, licensing=200),
        row("xian/qingshan", 2023, received=2),
    )
    assert (found.agencies, found.reports, found.wholes) == (3, 3, 1)
    every = of(found, 2023)
    assert (every.reports, figure(every, "received"), figure(every, "licensing")) == (3, (18, 3), (700, 3))
    departments, townships = of(found, 2023, AgencyKind.DEPARTMENT), of(found, 2023, AgencyKind.TOWNSHIP)
    assert (departments.reports, figure(departments, "received")) == (2, (16, 2))
    assert (townships.reports, figure(townships, "received")) == (1, (2, 1))
    assert [sums.kind for sums in found.sums] == [None, AgencyKind.DEPARTMENT, AgencyKind.TOWNSHIP]


def test_a_sum_tells_on_how_many_reports_it_rests_a_blank_is_not_zero():
    found = counted(
        row("xian/bangongshi", 2020, received=None, granted=3),
        row("xian/jiaoyu", 2020, received=5, granted=None, penalties=None),
        row("xian/xinjian", 2020, received=7, granted=0, penalties=None),
    )
    every = of(found, 2020)
    assert figure(every, "received") == (12, 2)
    assert figure(every, "granted") == (3, 2)
    assert figure(of(found, 2020, AgencyKind.TOWNSHIP), "penalties") == (None, 0)
    (table,) = statistics_view(found).tables
    at = SERIES["2019"].index("received")
    assert [(sums.kind, sums.sums[at].value, sums.sums[at].reports) for sums in table.rows] == [
        ("", "12", 2),
        ("政府部门", "5", 1),
        ("乡镇", "7", None),
    ]
    assert table.partly


def test_amounts_are_added_exactly():
    found = counted(
        row("xian/bangongshi", 2023, charges=Decimal("59237.2449")),
        row("xian/jiaoyu", 2023, charges=Decimal("0.1")),
        row("xian/qingshan", 2023, charges=Decimal("0.20")),
    )
    assert figure(of(found, 2023), "charges")[0] == Decimal("59237.5449")
    assert str(figure(of(found, 2023, AgencyKind.TOWNSHIP), "charges")[0]) == "0.2"


def test_agencies_without_a_report_are_counted_in_the_years_in_which_they_exist():
    found = counted(
        row("xian/bangongshi", 2019),
        row("xian/bangongshi", 2021),
        row("xian/bangongshi", 2023),
        row("xian/jiaoyu", 2020),
        row("xian/jiaoyu", 2023),
        row("xian/qingshan", 2022),  # from 2021 on
        row("xian/xinjian", 2019),  # until 2020
    )
    assert {year: of(found, year).absent for year in range(2019, 2024)} == {
        2019: 0,
        2020: 2,
        2021: 2,
        2022: 2,
        2023: 1,
    }
    assert of(found, 2021, AgencyKind.TOWNSHIP).absent == 1
    assert of(found, 2021, AgencyKind.TOWNSHIP).reports == 0
    assert figure(of(found, 2021, AgencyKind.TOWNSHIP), "received") == (None, 0)


def test_an_agency_that_reports_an_aggregate_is_not_without_a_report():
    found = counted(row("xian", 2022, "aggregate"), row("xian/bangongshi", 2022), row("xian/jiaoyu", 2022))
    assert of(found, 2022).absent == 0


def test_every_form_has_its_own_table_the_newest_first():
    found = counted(
        *(
            row(f"xian/{name}", year, received=1)
            for name in ("bangongshi", "jiaoyu")
            for year in range(2019, 2024)
        ),
        row("xian/qingshan", 2022),
    )
    new, old = statistics_view(found).tables
    assert (new.years, old.years) == ("2021—2023年", "2019—2020年")
    assert [len(row_.sums) for row_ in old.rows] == [len(old.head)] * len(old.rows)
    assert [(sums.year, sums.kind) for sums in new.rows][:3] == [
        ("2023年", ""),
        ("2023年", "政府部门"),
        ("2023年", "乡镇"),
    ]
    assert new.head[-1].label == "行政事业性收费"
    assert "行政事业性收费" not in {item.label for item in old.head}


def test_where_all_agencies_are_of_one_kind_the_kind_is_not_said():
    found = counted(row("xian/bangongshi", 2023), row("xian/jiaoyu", 2023))
    assert [sums.kind for sums in statistics_view(found).tables[0].rows] == [""]


def test_the_charts_show_the_sums_and_their_tables_the_number_of_reports():
    found = counted(
        row("xian/bangongshi", 2021, received=1),
        row("xian/jiaoyu", 2021, received=2),
        row("xian/bangongshi", 2023, received=4),
    )
    (drawn,) = statistics_view(found).overview.trends
    assert drawn.head == ("年度", "新收申请", "年报份数")
    assert drawn.rows == (("2021年", "3", "2"), ("2022年", "无年报", "0"), ("2023年", "4", "1"))


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (row("xian/jiaoyu", 2022), row("xian/jiaoyu", 2023)),
        (row("xian", 2023, "aggregate"), row("xian/jiaoyu", 2023)),
        (row("xian/bangongshi", 2018), row("xian/jiaoyu", 2018)),
    ],
    ids=["nothing", "one agency", "one beside an aggregate", "reports without tables"],
)
def test_there_is_no_page_of_what_cannot_be_added_up(rows: tuple[Row, ...]):
    assert counted(*rows) is None


def test_the_page_is_linked_where_it_is_and_nowhere_else(tmp_path: Path):
    one = {
        "site.yaml": "title: 年报\n",
        "xian/zhen/2020.yaml": f"published: 2021-01-20\nscope: aggregate\n{TABLES}",
        "xian/zhen/2023.yaml": f"published: 2024-01-20\nscope: aggregate\n{TABLES}",
    }
    project = column(tmp_path, one)
    assert build(project, project / "site", Options(jobs=1)).published
    assert not (project / "site/statistics.html").exists()
    assert not any("statistics" in path.read_text("utf-8") for path in project.rglob("*.html"))
    (project / "content/xian/zhen/2023.yaml").write_text(f"published: 2024-01-20\n{TABLES}", "utf-8")
    (project / "content/xian/zhen/2023.md").write_text(MARKDOWN, "utf-8")
    assert build(project, project / "site", Options(jobs=1)).published
    assert 'href="statistics.html"' in (project / "site/index.html").read_text("utf-8")
    assert 'href="../../statistics.html"' in (project / "site/xian/zhen/index.html").read_text("utf-8")
