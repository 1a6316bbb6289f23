"""The official forms: cells, spans and headers, counted against the printed ones; a new form is one file."""

import re
from pathlib import Path

import pytest
from columns import SETTINGS

from generator.editions.explained import explained, helps
from generator.editions.layout import GridCell, grids
from generator.editions.load import editions, load

GOLDEN = Path(__file__).parent / "editions"
FORMS = [edition for edition in editions().all if edition.tables]


def spans(edition: str, table: str) -> list[tuple[str, int, int]]:
    grid = grids(editions().get(edition))[table]
    return [
        (cell.text, cell.rowspan, cell.colspan) for row in grid.rows() for cell in row if cell.kind != "data"
    ]


@pytest.mark.parametrize(
    ("name", "cells", "checks", "first", "last"),
    [("2019", 198, 40, 2019, 2020), ("2021", 200, 42, 2021, 2025), ("legacy", 0, 0, 2008, 2018)],
)
def test_the_forms(name: str, cells: int, checks: int, first: int, last: int):
    edition = editions().get(name)
    assert (len(edition.cells), len(edition.equations)) == (cells, checks)
    assert {editions().of_year(year).id for year in (first, last)} == {name}


def test_there_is_no_form_before_the_first():
    assert editions().of_year(2007) is None


@pytest.mark.parametrize(("edition", "rows"), [("2021", [22, 8, 3, 5, 3]), ("2019", [20, 8, 3, 5])])
def test_table_three_has_the_official_spans(edition: str, rows: list[int]):
    found = spans(edition, "requests")
    assert found[0][1:] == (3, 3)  # the corner with the printed identity
    assert found[1] == ("申请人情况", 1, 7)
    assert found[2:5] == [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)]
    assert [rowspan for _text, rowspan, _colspan in found[10:] if rowspan > 1] == rows
    assert ("一、本年新收政府信息公开申请数量", 1, 3) in found
    assert ("（一）予以公开", 1, 2) in found
    assert ("1.属于国家秘密", 1, 1) in found
    assert ("（七）总计", 1, 2) in found


def test_table_four_has_fifteen_columns_in_three_head_rows():
    grid = grids(editions().get("2021"))["reconsideration_and_litigation"]
    assert (grid.width, grid.stub_width, len(grid.parts[0].head), len(grid.parts[0].body)) == (15, 0, 3, 1)
    found = spans("2021", "reconsideration_and_litigation")
    assert found[:2] == [("行政复议", 1, 5), ("行政诉讼", 1, 10)]
    assert found[2:9] == [
        *((label, 2, 1) for label in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")),
        ("未经复议直接起诉", 1, 5),
        ("复议后起诉", 1, 5),
    ]


@pytest.mark.parametrize(
    ("edition", "width", "blocks"), [("2021", 4, [1, 3, 3, 3]), ("2019", 7, [2, 2, 2, 3, 3])]
)
def test_table_two_stands_in_blocks_on_one_grid(edition: str, width: int, blocks: list[int]):
    grid = grids(editions().get(edition))["proactive_disclosure"]
    assert grid.width == width
    assert [part.head[0][1].colspan for part in grid.parts] == blocks
    assert all(part.title.colspan == width for part in grid.parts)


@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
def test_every_grid_is_full_and_every_cell_has_its_headers(edition):
    seen = []
    for grid in grids(edition).values():
        covered: dict[tuple[int, int], GridCell] = {}
        for row in grid.rows():
            for cell in row:
                for r in range(cell.row, cell.row + cell.rowspan):
                    for c in range(cell.column, cell.column + cell.colspan):
                        assert (r, c) not in covered, (grid.table.id, r, c)
                        covered[r, c] = cell
        assert len(covered) == grid.width * grid.height
        names = {cell.name: cell.text for row in grid.rows() for cell in row if cell.name}
        for row in grid.rows():
            for cell in row:
                if cell.kind == "data":
                    seen.append(cell.index)
                    form = edition.cells[cell.index]
                    labels = [names[name] for name in cell.headers]
                    over_all = [label for label in labels if label == "申请人情况"]
                    assert labels == [*over_all, *form.columns, *form.rows], form.address
    assert seen == list(range(len(edition.cells)))


@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
def test_addresses_are_what_they_always_were(edition):
    """They are in people's narratives and programs: the list may grow in a new form, never change."""
    written = "".join(f"{cell.address}  {cell.label}\n" for cell in edition.cells)
    assert written == (GOLDEN / f"{edition.id}.txt").read_text("utf-8")


def test_no_module_names_an_edition():
    for path in sorted(Path("generator").rglob("*.py")):
        text = path.read_text("utf-8")
        code = [line.split("#")[0] for line in text.splitlines()]
        for edition in editions().all:
            assert not any(f'"{edition.id}"' in line for line in code), (path, edition.id)


PHONE = "contact: {phone: 0000-1234567}\n"
MADE_UP = """
id: "2030"
name: 试验格式
document: 试验〔2030〕1号
first_year: 2030
title: "{agency}{year}年度试验报告"
blank: error
sections:
  - {id: words, label: 一、文字}
  - {id: numbers, label: 二、数字, table: numbers}
tables:
  numbers:
    caption: 数字
    stub: 项目
    columns:
      - {id: east, label: 东}
      - {id: west, label: 西}
      - {id: total, label: 合计, total: B103}
    rows:
      - {id: opened, label: 开}
      - id: closed
        label: 关
        children:
          - {id: soft, label: 轻}
          - {id: hard, label: 重}
identities:
  - {code: B101, table: numbers, left: [opened], right: [closed.soft, closed.hard]}
continuities: []
key_figures:
  - {cell: numbers.opened.total, label: 开}
"""


def test_a_new_form_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """From the file alone come reading, checks, page and data."""
    from generator.build import Options, build
    from generator.editions import load as module

    for path in module.FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "2030.yaml").write_text(MADE_UP, "utf-8")
    made_up = module.editions(tmp_path)
    monkeypatch.setattr("generator.unit.editions", lambda: made_up)
    assert made_up.of_year(2029).id == "2021"
    assert made_up.of_year(2031).id == "2030"
    folder = tmp_path / "project/content/zhen"
    folder.mkdir(parents=True)
    (folder.parent / "site.yaml").write_text(f"title: 年报\n{SETTINGS}", "utf-8")
    (folder / "agency.yaml").write_text(f"name: 青山镇人民政府\nkind: township\n{PHONE}", "utf-8")
    figures = "numbers:\n  opened: [3, 4]\n  closed:\n    soft: [1, 1]\n    hard: [2, {}]\n"
    (folder / "2031.yaml").write_text(f"published: 2032-01-20\n{figures.format(3)}", "utf-8")
    (folder / "2031.md").write_text("## 一、文字\n\n开 {{ numbers.opened.total }} 件。\n", "utf-8")
    project, site = tmp_path / "project", tmp_path / "project/site"
    assert build(project, site, Options(jobs=1)).problems == []
    page = (site / "zhen/2031.html").read_text("utf-8")
    assert "青山镇人民政府2031年度试验报告" in page
    assert "开 7 件。" in page
    assert 'rowspan="2"' in page
    (folder / "2031.yaml").write_text(f"published: 2032-01-20\n{figures.format(4)}", "utf-8")
    outcome = build(project, site, Options(jobs=1))
    assert [(problem.code, problem.place.line) for problem in outcome.problems] == [("B101", 5)]


def test_a_mistake_in_a_form_is_ours_and_stops_the_tests():
    with pytest.raises(AssertionError):
        load(MADE_UP.replace("hard, label: 重", "soft, label: 重"))


@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
def test_every_line_is_explained_and_every_article_is_one(edition):
    newer = [other for other in FORMS if other.first_year > edition.first_year]
    found = explained(edition, newer)
    labels = {item.label for items in found.values() for item in items}
    for line in edition.lines:
        assert any(line.label.endswith(label) for label in labels), line.path
    outcomes = {"结果维持", "结果纠正", "其他结果", "尚未审结"}
    assert outcomes <= labels
    for item in (item for items in found.values() for item in items):
        assert item.words.endswith("。")
        numeral = "[一二三四五六七八九十]+"
        article = rf"(?:条例|立法法|行政复议法)(?:、?第{numeral}条(?:第{numeral}款)?(?:、?第{numeral}项)*)*|国办函〔2020〕109号"
        assert all(re.fullmatch(article, part) for part in item.basis.split("；") if part), item.basis


def test_a_form_takes_only_words_of_what_counts_the_same():
    old, new = editions().get("2019"), editions().get("2021")
    own = {item.label: item.words for items in explained(old, [new]).values() for item in items}
    theirs = {item.label: item.words for items in explained(new, []).values() for item in items}
    assert own["（一）予以公开"] == theirs["（一）予以公开"]
    assert own["行政事业性收费"] != theirs["行政事业性收费"]
    assert "（一）予以公开" not in {item.label for items in explained(old, []).values() for item in items}


def test_an_explanation_of_nothing_is_found():
    with pytest.raises(AssertionError, match="nothing"):
        list(helps({"requests.nothing": {"words": "甲。"}}, [], []))
