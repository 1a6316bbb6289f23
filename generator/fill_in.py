"""`nianbao form`: the official form as a workbook, for those who never write YAML; importers/sheet_form.py reads it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO

from generator.editions.form import Edition, Section
from generator.fill_in_tables import FormTable, LockedSheet, formats
from generator.importers import sheet_form as marks
from generator.model import Figure
from generator.outputs.sheets import LINE, PAGE, TOP, drawings, height, sheet_name, workbook

_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 (a form has no date of its own)
_FIRST = (16.0, PAGE - 16.0)  # widths of the columns of the first sheet, in characters
_ROWS = 24  # for the paragraphs of a section,
_TOPIC_ROWS = 8  # or of each of its topics
_NUMBERS = "一二三四五六七八九十"
_GUIDE = (
    "1. 只填黄色的格子；其他格子锁定了，不用填。",
    "2. 表格里没有发生的填 0，不要留空，不要写“无”“-”“/”。只填数字，不写单位；要写单位的格子有提示。",
    "3. 总计由表格算出。表格下面出现“不符”的，核对那一列的数字。",
    "4. 文字一行写一段。行不够，在左边的行号上点右键插入；用不着的小标题下面空着，年报里就没有它。",
    "5. 填完存盘，把这个文件交给管理年报专栏的人。",
)
_CARRIED = "6. 已经填好的数字是从上一年的年报带来的，核对后不对的可以改。"


def form(edition: Edition, agency_name: str, year: int, figures: Mapping[int, Figure]) -> bytes:
    """The form of a year as .xlsx. `figures`: those that are known already, by index of the cell."""
    file = BytesIO()
    book = workbook(file)
    title = edition.title.format(agency=agency_name, year=year)
    book.set_properties({"title": title, "created": _CREATED})
    look = formats(book)
    guide = LockedSheet(book.add_worksheet("说明"), look, len(_FIRST))
    guide.begin(marks.GUIDE)
    guide.line(0, title, look.table.heading)
    about = {
        "填报机关": agency_name,
        "年度": f"{year}年",
        "格式": f"《{edition.name}》（{edition.document}）",
    }
    _guide(guide, about, year, (*_GUIDE, *([_CARRIED] if figures else [])))
    for section in edition.sections:
        if section.table:
            drawing = drawings(edition)[section.table]
            sheet = LockedSheet(book.add_worksheet(drawing.name), look, drawing.grid.width)
            FormTable(sheet, drawing, edition, figures).write()
        else:
            _words(LockedSheet(book.add_worksheet(sheet_name(section.label)), look, 1), section, year)
    book.close()
    return file.getvalue()


def _guide(sheet: LockedSheet, about: Mapping[str, str], year: int, lines: Sequence[str]) -> None:
    """Who fills in which form, when it was published, and how it is done."""
    at, look = sheet.sheet, sheet.formats
    for column, width in enumerate(_FIRST):
        at.set_column(column, column, width)
    at.set_row(0, 2 * LINE)
    for row, (name, value) in enumerate(about.items(), TOP):
        at.set_row(row, height(value, _FIRST[1]))
        at.write_string(row, 0, name, look.bold)
        at.write_string(row, 1, value, look.plain)
    row = TOP + len(about)
    at.write_string(row, 0, "发布日期", look.bold)
    at.write_blank(row, 1, None, look.day)
    sheet.mark(row, marks.PUBLISHED)
    sample = f"{year + 1}-01-20"
    accepts = {
        "validate": "date",
        "criteria": ">=",
        "value": date(year + 1, 1, 1),
        "input_title": "填发布日期",
        "input_message": f"年报向社会公布的日期，如 {sample}；还没有定就空着。",
        "error_title": "日期不对",
        "error_message": f"写成 {sample} 的样子；{year}年的年报不会在{year + 1}年以前公布。",
    }
    at.data_validation(row, 1, row, 1, accepts)
    sheet.line(row + 2, "怎样填写", look.bold)
    for below, text in enumerate(lines, row + 3):
        at.set_row(below, height(text, PAGE))
        sheet.line(below, text, look.plain)


def _words(sheet: LockedSheet, section: Section, year: int) -> None:
    """A section of the narrative: a row a paragraph, under the topics if it has any."""
    at, look = sheet.sheet, sheet.formats
    sheet.begin(marks.WORDS, growing=True)
    at.set_column(0, 0, PAGE)
    at.freeze_panes(1, 0)
    at.set_row(0, 2 * LINE)
    at.write_string(0, 0, section.label, look.table.heading)
    hint = f"一行写一段。{_wanted(section, year)}"
    at.set_row(1, height(hint, PAGE))
    at.write_string(1, 0, hint, look.table.remark)
    sheet.mark(1, marks.HINT)
    row = TOP
    for number, topic in enumerate(section.topics or ("",)):
        if topic:
            at.write_string(row, 0, f"（{_NUMBERS[number]}）{topic}", look.bold)
            sheet.mark(row, marks.TOPIC)
            row += 1
        for _ in range(_TOPIC_ROWS if topic else _ROWS):
            at.write_blank(row, 0, None, look.text)
            row += 1


def _wanted(section: Section, year: int) -> str:
    """What the law wants the section to speak of, besides its topics."""
    said = ""
    if section.government_topics:
        said += f"各级人民政府还要写{'、'.join(name for name, _words in section.government_topics)}结果情况。"
    if section.processing_fee and year >= section.fee_from:
        said += "写明发出信息处理费收费通知的件数、总金额和实际收取的总金额；没有收取也要写明。"
    return said
