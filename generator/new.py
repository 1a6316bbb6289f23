"""New files for an editor: a column, an agency, the blank form of a year."""

from dataclasses import dataclass
from pathlib import Path

from generator.editions.form import Edition
from generator.editions.load import editions
from generator.model import AgencyKind, Figure
from generator.problems import Finding, Place, Problem, fault
from generator.read.agency import FILE as AGENCY_FILE
from generator.read.agency import read_agency
from generator.read.report import Files, read_report
from generator.read.site import FILE as SITE_FILE
from generator.read.tree import CONTENT, bad_part
from generator.sources import Sheet, figures_yaml, narrative_markdown

_HEAD = """\
# 每个 _ 填一个数字，没有发生填 0；# 后面是说明，不用改
# 定稿后去掉下一行开头的“# ”，写上发布日期；没有发布日期的是草稿，不会发布
# published: {year}-01-20
"""
_AGENCY = """\
name: {name}  # 全称，如 某某镇人民政府
kind: {kind}  # {kinds}
contact:  # 联系方式，没有的可以删掉
  office:  # 联系机构
  address:  # 联系地址
  postcode: ""  # 邮编
  phone: ""  # 联系电话
"""
_SITE = """\
# 专栏设置。只有 title 是必填的；其余查实后去掉开头的“# ”再填，不要编造。
title: 政府信息公开年报
# description: 某某县各部门、各乡镇历年政府信息公开工作年度报告
# url: https://www.example.gov.cn/zfxxgk/nianbao/  # 专栏发布后的完整网址
# portal:
#   name: 某某县人民政府网
#   url: https://www.example.gov.cn/
#   id_code: ""  # 网站标识码：10 位数字，或 bm 加 8 位数字
# siblings:  # 并列的栏目
#   - {label: 政府信息公开指南, url: https://www.example.gov.cn/zfxxgk/zhinan/}
#   - {label: 政府信息公开制度, url: https://www.example.gov.cn/zfxxgk/zhidu/}
#   - {label: 法定主动公开内容, url: https://www.example.gov.cn/zfxxgk/fdzdgknr/}
# footer:
#   organizer: ""  # 主办单位
#   operator: ""  # 承办单位
#   phone: ""
#   icp: ""  # ICP备案号
#   police: ""  # 公安备案号
"""


@dataclass(frozen=True, slots=True)
class Order:
    """What `nianbao new` was asked for."""

    project: Path
    agency: str  # folder below content/
    year: int
    name: str = ""  # of an agency that is not there yet
    kind: str = ""


def create(order: Order) -> list[str] | Problem:
    """Write the blank files; paths relative to the project. Nothing that exists is touched."""
    edition = editions().of_year(order.year)
    problem = _refuse(order, edition)
    if problem or edition is None:
        return problem or no_form(Place(CONTENT), order.year)
    folder = order.project / CONTENT / order.agency
    agency_file = folder / AGENCY_FILE
    files: dict[Path, str] = {}
    if not agency_file.exists():
        files[agency_file] = agency_yaml(order.name, order.kind)
    place = f"{CONTENT}/{order.agency}/{AGENCY_FILE}"
    known = (
        read_agency(agency_file, place, order.agency, lambda _problem: None) if agency_file.exists() else None
    )
    name = known.name if known else order.name
    title = edition.title.format(agency=name, year=order.year)
    carried = _carried(order, edition)
    sheet = Sheet(edition, title, _HEAD.format(year=order.year + 1), carried)
    files[folder / f"{order.year}.yaml"] = figures_yaml(sheet)
    files[folder / f"{order.year}.md"] = narrative_markdown(edition, {})
    return _write(files, order.project)


def hand_out(order: Order, folder: Path) -> str | Problem:
    """Write the fill-in form of an agency's year into a folder; its name. Nothing that exists is touched."""
    from generator.fill_in import form

    edition = editions().of_year(order.year)
    if edition is None or not edition.tables:
        return no_form(Place(CONTENT), order.year)
    place = Place(f"{CONTENT}/{order.agency}/{AGENCY_FILE}")
    agency = read_agency(order.project / place.file, place.file, order.agency, lambda _problem: None)
    if agency is None:
        return no_such_agency(place, order.agency)
    name = f"{agency.name}{order.year}年政府信息公开年报填报表.xlsx"
    try:
        with (folder / name).open("xb") as file:
            file.write(form(edition, agency.name, order.year, _carried(order, edition)))
    except FileExistsError:
        return exists(Place(name))
    except OSError as error:
        return not_created(Place(name), error.strerror or str(error))
    return name


def agency_yaml(name: str, kind: str) -> str:
    """The file of a new agency."""
    kinds = "、".join(f"{kind.value} {kind.label}" for kind in AgencyKind)
    return _AGENCY.format(name=name, kind=kind, kinds=kinds)


def start(folder: Path) -> list[str] | Problem:
    """Write the files of a new column."""
    site = folder / CONTENT / SITE_FILE
    if site.exists():
        return exists(Place(f"{CONTENT}/{SITE_FILE}"))
    files = {
        site: _SITE,
        folder / ".gitignore": "/site/\n/.site.*\n",
        folder / ".gitattributes": "* text=auto eol=lf\n",
    }
    return _write({path: text for path, text in files.items() if not path.exists()}, folder)


def _write(files: dict[Path, str], project: Path) -> list[str] | Problem:
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            return not_created(Place(path.relative_to(project).as_posix()), error.strerror or str(error))
    return [path.relative_to(project).as_posix() for path in files]


def _refuse(order: Order, edition: Edition | None) -> Problem | None:
    """Why nothing can be written."""
    wrong = bad_part(order.agency)
    if wrong is not None:
        return bad_folder(Place(f"{CONTENT}/{order.agency}"), wrong)
    if edition is None:
        return no_form(Place(CONTENT), order.year)
    if order.kind and order.kind not in set(AgencyKind):
        return unknown_kind(Place(f"{CONTENT}/{order.agency}/{AGENCY_FILE}"), order.kind)
    for suffix in (".yaml", ".md"):
        file = f"{CONTENT}/{order.agency}/{order.year}{suffix}"
        if (order.project / file).exists():
            return exists(Place(file))
    return None


def _carried(order: Order, edition: Edition) -> dict[int, Figure]:
    """What the form takes over unchanged from last year's report."""
    folder = order.project / CONTENT / order.agency
    files = Files(folder, "", order.year - 1)
    agency = read_agency(folder / AGENCY_FILE, "", order.agency, lambda _problem: None)
    if agency is None or not files.data.exists():
        return {}
    before = read_report(files, agency, editions(), lambda _problem: None)
    if before is None:
        return {}
    figures: dict[int, Figure] = {}
    for link in edition.continuities:
        if link.taken_over and link.origin in before.edition.index:
            value = before.value(link.origin)
            if value is not None:
                figures[edition.index[link.to]] = value
    return figures


@fault("C101", "文件已经存在")
def exists(place: Place) -> Finding:
    """什么：要建立的文件已经有了。

    为什么：已有的文件不会被覆盖，免得丢失填好的内容。
    怎么改：直接打开它填写；确实要重来，先把旧文件改名或移走。
    """
    return Finding(place, "文件已经存在，没有改动", "直接打开它填写；要重来就先把它改名")


@fault("C102", "机关文件夹名不能用")
def bad_folder(place: Place, name: str) -> Finding:
    """什么：命令里的机关文件夹名有中文、空格、大写字母，或者是四位数字、保留的名字。

    为什么：文件夹名就是网址的一部分；四位数字会和年份混淆。
    怎么改：用小写字母、数字和短横线，如 jixian/shengchang。
    """
    return Finding(place, f"“{name}”不能用作机关文件夹名", "用小写字母、数字和短横线，如 jixian/shengchang")


@fault("C103", "这个年份没有年报格式")
def no_form(place: Place, year: int) -> Finding:
    """什么：命令里的年份早于政府信息公开年报制度。

    为什么：政府信息公开条例自 2008 年起施行，此前没有年报。
    怎么改：核对年份。
    """
    return Finding(place, f"{year} 年没有年报格式", "核对年份")


@fault("C104", "不认识的机关类别")
def unknown_kind(place: Place, kind: str) -> Finding:
    """什么：--kind 后面的词不是规定的机关类别。

    为什么：页面按类别分组，法定公布期限也由它决定。
    怎么改：从 government（县级以上人民政府）、department（政府部门）、township（乡镇）、subdistrict（街道）、institution（其他机构）里选。
    """
    return Finding(place, f"不认识机关类别“{kind}”", f"可以是 {'、'.join(AgencyKind)}")


@fault("C107", "没有这个机关")
def no_such_agency(place: Place, path: str) -> Finding:
    """什么：要为它做填报表的机关，还不在专栏里，或者它的 agency.yaml 读不出来。

    为什么：填报表上印着机关的全称。
    怎么改：先用 nianbao new 建立这个机关；已经有的，用 nianbao check 看看 agency.yaml 错在哪里。
    """
    return Finding(place, f"没有“{path}”这个机关", "先用 nianbao new 建立它；文件夹名写 content 下的路径")


@fault("C105", "文件建立不了")
def not_created(place: Place, reason: str) -> Finding:
    """什么：系统不让建立这个文件。

    为什么：可能没有权限、磁盘已满，或者同名的东西挡在那里。
    怎么改：检查文件夹的权限和磁盘空间。
    """
    return Finding(place, f"文件建立不了：{reason}", "检查文件夹的权限和磁盘空间")
