"""Days and years: published in time, at a day that can be, year after year; and whom to call about it."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from generator.checks import Checks
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Report
from generator.problems import Finding, Level, Place
from generator.read.agency import FILE as AGENCY_FILE
from generator.read.tree import CONTENT
from generator.rules import Case, Column, column_rule, rule


@rule("P102", "公布晚了", Level.WARNING)
def late(case: Case) -> Iterator[Finding]:
    """什么：发布日期晚于公布期限：政府部门为次年 1 月 31 日，县级以上人民政府为次年 3 月 31 日；2018 年及以前的年报都是次年 3 月 31 日。

    乡镇、街道和其他机构的期限法律没有写，默认 1 月 31 日；当地另有规定的，在 site.yaml 的 checks 里改（township_deadline、institution_deadline）。

    为什么：年报有法定期限；「不按时发布」是国办点名的第一个问题。
    怎么改：日期照实写，绝不能改早（伪造发稿日期属单项否决）。已经晚了的，可用 waive 写明原因。
    依据：《中华人民共和国政府信息公开条例》第四十九条；2007 年公布的条例第三十一条；国办公开办函〔2021〕30号。
    """
    report = case.report
    published = _day(report)
    if published is None or published > case.today:  # P103 has told of a day that is still to come
        return
    last = deadline(report.agency.kind, report.year, case.checks, report.edition.deadline)
    if published > last:
        yield Finding(
            _at(report, "published"),
            f"发布日期 {published} 晚于公布期限 {last}，晚了 {(published - last).days} 天",
            "日期照实写，不能改早；可用 waive 写明晚的原因。当地期限不同的，在 site.yaml 的 checks 里改",
        )


@rule("P103", "发布日期不可能")
def impossible(case: Case) -> Iterator[Finding]:
    """什么：发布日期在报告年份结束以前，或者在今天以后。

    为什么：年报写的是全年的情况，年底以前写不出来；还没有到的日子，不能当作发布日期。多半是年份写错了。
    怎么改：写真正发布的那一天；还没有发布的，去掉 published 这一行的日期，作为草稿。
    依据：国办秘函〔2019〕19号（伪造发稿日期属单项否决）。
    """
    report = case.report
    published = _day(report)
    if published is None:
        return
    first = date(report.year + 1, 1, 1)
    if published < first:
        said = f"发布日期 {published} 早于 {first}，{report.year} 年报在这一年结束以前写不出来"
        yield Finding(_at(report, "published"), said, "核对年份；写真正发布的那一天")
    elif published > case.today:
        said = f"发布日期 {published} 在今天（{case.today}）以后"
        yield Finding(_at(report, "published"), said, "核对日期；还没有发布的先不写日期，作为草稿")


@rule("P104", "更正日期不可能")
def impossible_revision(case: Case) -> Iterator[Finding]:
    """什么：更正记录的日期早于发布日期，或者在今天以后。

    为什么：更正是发布以后的改动；发布以前的修改不用登记。
    怎么改：写真正更正的那一天；发布以前的修改，从 revisions 里删掉。
    依据：国办秘函〔2019〕19号（伪造发稿日期属单项否决）。
    """
    report = case.report
    published = _day(report)
    for revision in report.revisions:
        said = ""
        if published and revision.day < published:
            said = f"早于发布日期 {published}"
        elif revision.day > case.today:
            said = f"在今天（{case.today}）以后"
        if said:
            yield Finding(
                _at(report, "revisions"),
                f"更正日期 {revision.day} {said}",
                "写真正更正的那一天；发布以前的修改不用登记",
            )


@column_rule("P106", "没有联系电话", Level.NOTICE)
def nobody_to_call(column: Column) -> Iterator[Finding]:
    """什么：agency.yaml 里没有联系电话。一个机关提示一次。

    为什么：读者对年报有疑问要找得到人；各地年报的开头都写明联系方式。
    怎么改：在 agency.yaml 的 contact 里写上 phone，最好也写上 office（联系机构）和 address（地址）。
    依据：国办公开办函〔2021〕30号；各地年报的通行写法。
    """
    for agency in column.agencies:
        if column.years.get(agency.path) and not agency.contact.phone:
            yield Finding(
                _file(agency), "没有联系电话", "在 contact 里写上 phone，如 contact: {phone: 0000-1234567}"
            )


@column_rule("P107", "缺少年报", Level.WARNING)
def missing_years(column: Column) -> Iterator[Finding]:
    """什么：一个机关从第一份年报（或 agency.yaml 写明的第一年）起，到专栏最新的一年（或写明的最后一年）止，缺了几年的年报。

    公布期限还没有到的年份不算；有草稿的年份也不算。一个机关提示一次。

    为什么：「集中展示平台信息不全面」是被点名的问题；每年一份，缺哪一年读者一看就知道。
    怎么改：补上缺的年报；原文找到了，日期不知道的写 unknown。
    机关那些年还没有成立或者已经撤销的，在 agency.yaml 写明 years: {first: 第一年, last: 最后一年}；
    确实没有编制或者已经失存的，在任何一年的年报里用 waive 写明原因。
    依据：《中华人民共和国政府信息公开条例》第四十九条；中国社科院政府透明度评估。
    """
    newest = max((years[-1] for years in column.years.values() if years), default=0)
    for agency in column.agencies:
        there = column.years.get(agency.path, ())
        first = agency.first_year or (there[0] if there else newest)
        last = min(agency.last_year or newest, newest)
        gaps = [
            year
            for year in range(first, last + 1)
            if year not in there and _is_due(agency.kind, year, column)
        ]
        if gaps:
            yield Finding(
                _file(agency),
                f"{agency.name}缺 {len(gaps)} 年的年报：{_spans(gaps)}",
                "补上；那些年机关还没有成立或已经撤销的，写明 years: {first: 第一年, last: 最后一年}",
            )


@rule("P109", "不在机关存续年份里", Level.WARNING)
def out_of_years(case: Case) -> Iterator[Finding]:
    """什么：年报的年份，早于 agency.yaml 写明的第一个年报年份，或者晚于最后一个。

    为什么：机关还没有成立或者已经撤销，就不会有年报；多半是文件名写错了年份，或者存续年份写错了。
    怎么改：核对文件名里的年份和 agency.yaml 的 years。
    """
    report = case.report
    first, last = report.agency.first_year, report.agency.last_year
    if (first and report.year < first) or (last and report.year > last):
        span = f"{first or '……'}—{last or '……'}"
        yield Finding(
            Place(report.file),
            f"{report.year} 年不在 agency.yaml 写明的存续年份（{span}）里",
            "核对文件名里的年份和 agency.yaml 的 years",
        )


def deadline(kind: AgencyKind, year: int, checks: Checks, common: str = "") -> date:
    """The last day for the report of a year. `common`: month-day that the law then set for every agency."""
    days = {
        AgencyKind.GOVERNMENT: checks.government_deadline,
        AgencyKind.DEPARTMENT: checks.department_deadline,
        AgencyKind.TOWNSHIP: checks.township_deadline,
        AgencyKind.SUBDISTRICT: checks.township_deadline,
        AgencyKind.INSTITUTION: checks.institution_deadline,
    }
    month, day = map(int, (common or days[kind]).split("-"))
    return date(year + 1, month, min(day, monthrange(year + 1, month)[1]))


def _is_due(kind: AgencyKind, year: int, column: Column) -> bool:
    edition = editions().of_year(year)
    return bool(edition) and column.today > deadline(
        kind, year, column.checks, edition.deadline if edition else ""
    )


def _day(report: Report) -> date | None:
    """The day of publication, where there is one; date.min stands for one that could not be read."""
    day = report.published
    return day if isinstance(day, date) and day != date.min else None


def _at(report: Report, key: str) -> Place:
    return report.keys.get(key, Place(report.file))


def _file(agency: Agency) -> Place:
    return Place(f"{CONTENT}/{agency.path}/{AGENCY_FILE}")


def _spans(years: list[int]) -> str:
    """2012—2014、2016."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return "、".join(f"{span[0]}—{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)
