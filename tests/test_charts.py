"""Charts: round scales, gaps, breaks, labels that do not lie on each other, the drawing, and when words do without one."""

import re
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.charts.bars import Bars, bars
from generator.charts.labels import box
from generator.charts.scale import rounded, tick_labels, ticks
from generator.charts.trend import LINES, Change, Line, Trend, trend
from generator.charts.view import WIDTH
from generator.editions.comparable import pairing
from generator.editions.load import editions
from generator.marks import marks
from generator.model import Site
from generator.pages.trends import Year, overview
from generator.render import renderer
from generator.themes import find_theme

OLD, NEW = editions().get("2019"), editions().get("2021")


def chart(*values, **more):
    """A line over the years from 2019 on."""
    years = tuple(range(2019, 2019 + len(values)))
    return trend(Trend("新收申请", "件", years, (Line("新收申请", values),), **more))


def moves(path: str) -> list[str]:
    """A path as "M" and "L" alone."""
    return re.findall("[ML]", path)


# Scales


@pytest.mark.parametrize(
    ("highest", "whole", "labels"),
    [
        (1, True, "0 1"),
        (3, True, "0 1 2 3"),
        (4, True, "0 1 2 3 4"),
        (5, True, "0 2 4 6"),
        (31, True, "0 10 20 30 40"),
        (100, True, "0 50 100"),
        (4704, True, "0 2000 4000 6000"),
        (39_999, True, "0 1万 2万 3万 4万"),
        (11_398_889, True, "0 500万 1000万 1500万"),
        (123_456_789, True, "0 5000万 10000万 15000万"),
        (987_654_321, True, "0 5亿 10亿"),
        (Decimal("1.25"), False, "0 0.5 1 1.5"),
        (Decimal("0.07"), False, "0 0.02 0.04 0.06 0.08"),
        (Decimal("59237.2449"), False, "0 2万 4万 6万"),
    ],
)
def test_the_scale_is_round_and_reaches_the_highest(highest, whole: bool, labels: str):
    assert " ".join(tick_labels(ticks(highest, whole=whole))) == labels


@given(st.decimals("0.0001", "99999999999", places=4), st.booleans())
def test_a_scale_has_few_steps_and_ends_soon_after_the_highest(highest: Decimal, whole: bool):
    found = ticks(highest, whole=whole)
    assert 2 <= len(found) <= 5
    assert found[-2] < highest <= found[-1]


def test_coordinates_are_without_noise():
    assert (rounded(0.1 + 0.2), rounded(37.04), str(rounded(12.98)), str(rounded(5.0))) == (
        0.3,
        37,
        "13",
        "5",
    )


# Lines


def test_a_year_without_a_report_breaks_the_line_and_is_named():
    drawn = chart(3, 5, "无年报", 7, 8)
    assert moves(drawn.strokes[0].path) == ["M", "L", "M", "L"]
    assert [(gap.text, gap.x) for gap in drawn.gaps] == [("无年报", drawn.years[2].x)]
    assert drawn.rows[2] == ("2021年", "无年报")
    assert drawn.strokes[0].marks.count("M") == 4


def test_a_figure_between_two_gaps_is_a_mark_alone():
    drawn = chart(3, "无年报", 5, "未填", 6)
    assert drawn.strokes[0].path == ""
    assert [gap.text for gap in drawn.gaps] == ["无年报", "未填"]


def test_a_year_in_which_only_one_of_two_lines_has_no_figure_is_not_marked_but_told_in_the_table():
    lines = (Line("甲", (1, "未填", 3)), Line("乙", (2, 2, 2)))
    drawn = trend(Trend("数", "件", (2019, 2020, 2021), lines))
    assert drawn.gaps == ()
    assert drawn.rows[1] == ("2020年", "未填", "2")


def test_a_change_is_an_upright_line_between_two_years_with_its_words():
    drawn = chart(1, 2, 3, changes=(Change(2021, "新格式", cuts=False),))
    (found,) = drawn.breaks
    assert drawn.years[1].x < found.x < drawn.years[2].x
    assert found.label.text == "2021年起新格式"
    assert moves(drawn.strokes[0].path) == ["M", "L", "L"]
    assert drawn.description.endswith("2021年起新格式。")


def test_figures_that_cannot_be_compared_are_not_joined_across_the_change():
    drawn = chart(1, 2, 3, 4, changes=(Change(2021, "含下级", cuts=True),))
    assert moves(drawn.strokes[0].path) == ["M", "L", "M", "L"]


def test_the_words_of_two_changes_stand_on_two_lines():
    two = (Change(2020, "新格式", cuts=False), Change(2021, "含下级", cuts=True))
    first, second = chart(1, 2, 3, changes=two).breaks
    assert not box(first.label).meets(box(second.label))


def test_the_words_of_a_change_at_the_right_edge_are_on_its_left():
    (found,) = chart(*range(1, 11), changes=(Change(2028, "新格式", cuts=False),)).breaks
    assert found.label.anchor == "end"


def test_lines_differ_in_marks_and_bear_their_names_one_line_needs_none():
    lines = tuple(Line(name, (at + 1, at + 2)) for at, name in enumerate("甲乙丙丁"))
    drawn = trend(Trend("数", "件", (2022, 2023), lines))
    assert [label.text for label in drawn.names] == list("甲乙丙丁")
    assert len({re.sub(r"M[\d. ]+", "", stroke.marks) for stroke in drawn.strokes}) == LINES
    assert chart(1, 2).names == ()


def test_the_name_of_a_line_that_ends_early_is_beside_it():
    lines = (Line("现行有效", ("未统计", "未统计", 8, 9)), Line("对外公开", (5, 6, "未统计", "未统计")))
    drawn = trend(Trend("数", "件", (2019, 2020, 2021, 2022), lines))
    late, early = drawn.names
    assert late.x > drawn.years[-1].x
    assert box(early).right < drawn.years[2].x


def test_a_name_is_never_left_out_even_where_four_lines_end_in_one_point():
    lines = tuple(Line(name, (7, 7)) for name in ("予以公开", "部分公开", "不予公开", "无法提供"))
    drawn = trend(Trend("数", "件", (2022, 2023), lines))
    assert len(drawn.names) == LINES


def test_the_last_figure_is_always_written_the_others_as_far_as_there_is_room():
    drawn = chart(*range(11_398_881, 11_398_899))
    written = [label.text for label in drawn.figures]
    assert written[0] == "11398898"
    assert 3 <= len(written) < 18
    assert [row[1] for row in drawn.rows] == [str(number) for number in range(11_398_881, 11_398_899)]
    assert [year.text for year in drawn.years if year.text][-1] == "2036"
    assert len([year for year in drawn.years if year.text]) < 18


def test_amounts_have_all_their_digits():
    drawn = chart(Decimal("59237.2449"), Decimal("3.50"), Decimal("1E+3"))
    assert [row[1] for row in drawn.rows] == ["59237.2449", "3.50", "1000"]
    assert "2019年 59237.2449，2020年 3.50，2021年 1000。" in drawn.description


@pytest.mark.parametrize("values", [(0, 0), (3, -1)])
def test_there_is_no_chart_of_zeros_alone_nor_of_anything_below_zero(values):
    with pytest.raises(AssertionError):
        chart(*values)


_VALUES = st.one_of(
    st.integers(0, 30), st.integers(0, 99_999_999), st.decimals(0, 99999, places=4), st.just("无年报")
)


@given(st.data())
def test_nothing_lies_on_anything_whatever_the_figures(data: st.DataObject):
    years = tuple(range(2008, 2008 + data.draw(st.integers(2, 18))))
    lines = tuple(
        Line("某某数字"[: data.draw(st.integers(1, 4))], tuple(data.draw(_VALUES) for _year in years))
        for _line in range(data.draw(st.integers(1, 3)))
    )
    figures = [value for line in lines for value in line.values if not isinstance(value, str)]
    if not any(figures) or any(all(isinstance(value, str) for value in line.values) for line in lines):
        return
    changes = (Change(years[-1], "新格式", cuts=False),)
    drawn = trend(Trend("数", "件", years, lines, changes))
    for one, other in combinations(map(box, drawn.figures), 2):
        assert not one.meets(other)
    for label in drawn.figures:
        assert drawn.left <= box(label).left
        assert box(label).right <= WIDTH
        assert box(label).bottom <= drawn.bottom
        assert not any(box(label).meets(box(name)) for name in drawn.names)
    for x, y in re.findall(r"[ML](\S+) ([\d.]+)", "".join(s.path + s.marks for s in drawn.strokes)):
        assert drawn.left <= float(x) <= drawn.right
        assert drawn.top <= float(y) <= drawn.bottom
        assert re.fullmatch(r"\d+(\.\d)?", x)
        assert re.fullmatch(r"\d+(\.\d)?", y)


# Bars


def test_bars_have_the_length_of_their_figures_and_leave_room_for_them():
    drawn = bars(
        Bars("办理结果", "件", "2023年", (("予以公开", 12_345_678), ("部分公开", 0), ("不予公开", "未填")))
    )
    whole, none, blank = drawn.bars
    assert whole.width > 100
    assert none.width == blank.width == 0
    assert [bar.figure.text for bar in drawn.bars] == ["12345678", "0", "未填"]
    assert all(box(bar.figure).right <= WIDTH for bar in drawn.bars)
    assert drawn.name == "2023年办理结果"
    assert drawn.description == "单位：件。予以公开 12345678，部分公开 0，不予公开 未填。"


def test_a_long_label_stands_on_several_lines_and_nothing_is_lost():
    long = "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    drawn = bars(Bars("其他处理", "件", "2023年", ((long, 1), ("其他", 2))))
    first, second = drawn.bars
    assert "".join(line.text for line in first.label) == long
    assert all(box(line).left >= 0 for line in first.label)
    assert not any(one.meets(other) for one, other in combinations([box(line) for line in first.label], 2))
    assert box(first.label[-1]).bottom <= box(second.label[0]).top


# What a reader is given


def year(number: int, whole: bool = False, **figures) -> Year:
    """A year in which everything else is zero."""
    form = editions().of_year(number)
    return Year(number, form, {series.id: 0 for series in form.series} | figures, whole)


def test_of_a_single_year_there_is_no_trend_but_the_breakdown():
    view = overview([year(2023, received=5, granted=4, refused=1)])
    assert view.trends == ()
    assert [chart.title for chart in view.breakdowns] == ["2023年办理结果"]
    assert view.zeros == ()


def test_what_is_zero_in_all_years_is_said_in_words():
    view = overview([year(2022), year(2023)])
    assert (view.trends, view.breakdowns) == ((), ())
    assert view.zeros == (
        "2023年，予以公开、部分公开、不予公开、无法提供、不予处理、其他处理都是 0 件。",
        "2022—2023年，新收申请、结转下年、行政复议、行政诉讼、现行有效的规范性文件、行政许可决定、行政处罚决定、行政强制决定都是 0 件。",
        "2022—2023年，行政事业性收费都是 0 万元。",
    )


def test_a_line_of_zeros_beside_another_is_said_too_and_the_chart_is_named_after_the_other():
    view = overview([year(2021, received=2), year(2023, received=3)])
    (drawn,) = view.trends
    assert (drawn.title, drawn.names) == ("新收申请", ())
    assert view.zeros[1].startswith("2021—2023年有数字的各年，结转下年、")
    assert [row[1] for row in drawn.rows] == ["2", "无年报", "3"]


def test_a_blank_is_not_zero_and_nothing_is_said_of_it():
    view = overview([
        year(2022, received=None, carried_out=1),
        year(2023, received=None, carried_out=1, granted=None),
    ])
    assert not any("新收申请" in sentence or "予以公开" in sentence for sentence in view.zeros)
    assert [row[1] for row in view.trends[0].rows] == ["1", "1"]


def test_across_the_change_of_forms_what_counts_the_same_is_joined_and_what_does_not_is_not():
    years = [
        year(2019, licensing=5, documents_disclosed=7),
        year(2020, licensing=6, documents_disclosed=8),
        year(2021, licensing=7, documents_in_force=3),
        year(2022, licensing=8, documents_in_force=4),
    ]
    documents, licensing = overview(years).trends
    assert [len(moves(stroke.path)) for stroke in licensing.strokes] == [4]
    assert [moves(stroke.path) for stroke in documents.strokes] == [["M", "L"], ["M", "L"]]
    assert [label.text for label in documents.names] == ["现行有效", "对外公开"]
    assert documents.rows[1] == ("2020年", "未统计", "8")
    assert [found.label.text for found in documents.breaks] == ["2021年起新格式"]
    assert NEW.document in overview(years).notes[0]


def test_the_change_of_forms_is_where_the_form_came_into_use_though_a_report_is_missing():
    (drawn,) = overview([year(2019, received=1), year(2023, received=2)]).trends
    assert [found.label.text for found in drawn.breaks] == ["2021年起新格式"]


def test_sums_with_the_agencies_below_are_not_joined_with_an_agency_s_own_figures():
    years = [
        year(2021, received=1),
        year(2022, received=2),
        year(2023, whole=True, received=9),
        year(2024, whole=True, received=8),
    ]
    view = overview(years)
    (drawn,) = view.trends
    assert moves(drawn.strokes[0].path) == ["M", "L", "M", "L"]
    assert [found.label.text for found in drawn.breaks] == ["2023年起含下级"]
    assert "汇总数" in view.notes[-1]
    assert overview(years[2:]).notes == ("这些是汇总数，包含下级机关的数字。",)


def test_reports_without_tables_are_no_figures():
    legacy = Year(2018, editions().get("legacy"), {})
    assert overview([legacy]).year == ""
    (drawn,) = overview([legacy, year(2019, received=1), year(2020, received=2)]).trends
    assert [row[0] for row in drawn.rows] == ["2019年", "2020年"]


def test_the_drawing_says_what_it_shows_and_has_its_figures_in_a_table(tmp_path: Path):
    draw = renderer(find_theme("default", tmp_path, pytest.fail), Site("年报", "", None))
    view = overview([
        year(2020, received=3, reconsideration=1, litigation=2),
        year(2022, received=4, granted=4, reconsideration=2, litigation=1),
    ])
    macros = draw.env.get_template("charts.html").module
    html = str(macros.overview(view))
    assert html.count("<svg ") == html.count('role="img"') == html.count("<table ") == 3
    assert "style=" not in html
    assert "收到和结转的申请" not in html
    seen = marks(f'<html lang="zh"><title>甲</title><h1>乙</h1>{html}'.encode())
    assert len(seen.ids) == len(set(seen.ids))
    assert set(seen.references) <= set(seen.ids)
    assert seen.tables == 0
    for words in (
        "单位：件。新收申请：2020年 3，2021年 无年报，2022年 4。",
        ">无年报</text>",
        '<td class="number">无年报</td>',
    ):
        assert words in html


# The forms


def test_a_series_of_two_forms_has_one_unit_and_one_chart():
    everywhere: dict[str, set[tuple[str, str, str]]] = {}
    for form in editions().all:
        for series in form.series:
            everywhere.setdefault(series.id, set()).add((series.unit, series.trend, series.breakdown))
    assert [name for name, found in everywhere.items() if len(found) > 1] == []
    lines: dict[str, set[str]] = {}
    for form in editions().all:
        for series in form.series:
            lines.setdefault(series.trend or series.breakdown, set()).add(series.id)
            assert (not series.trend) or len(lines[series.trend]) <= LINES


def test_the_breakdown_is_the_whole_of_what_was_handled():
    for form in (OLD, NEW):
        parts = sorted(index for series in form.series if series.breakdown for index in series.cells)
        whole = form.index["requests.results.total.total"]
        assert [sum_.right for sum_ in form.by_code["B102"] if sum_.left == (whole,)] == [tuple(parts)]


def test_what_has_one_name_in_two_forms_is_made_of_cells_that_can_be_compared():
    pairs = pairing(NEW, OLD)
    joined = {
        frozenset(here): there
        for item in pairs.joined
        for here, there in zip(item.here, item.there, strict=True)
    }
    old = {series.id: set(series.cells) for series in OLD.series}
    both = [series for series in NEW.series if series.id in old]
    assert len(both) > 10
    for series in both:
        cells = set(series.cells)
        there = {to for here, to in joined.items() if here <= cells} | {pairs.same[at] for at in cells}
        assert there - {None} == old[series.id], series.id
