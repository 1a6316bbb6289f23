"""content/site.yaml → what the column is called, where it is mounted, who answers for it."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from generator.checks import LABELS, Checks
from generator.downloads import FORMATS, USUAL
from generator.model import Footer, Link, Portal, Site
from generator.problems import Finding, Place, Sink, fault
from generator.read import values
from generator.read.fields import Keys, fields, items, missing_key
from generator.read.nodes import Doc, Node, parse
from generator.read.security import read_security
from generator.read.text import load

FILE = "site.yaml"
_KEYS = {
    "title": "专栏名称",
    "description": "专栏简介",
    "keywords": "关键词",
    "url": "专栏发布后的完整网址",
    "portal": "所在的政府网站",
    "siblings": "并列的栏目：指南、制度、法定主动公开内容",
    "footer": "页脚信息",
    "theme": "页面主题",
    "downloads": "供下载的文件格式",
    "fonts": "放字体的文件夹",
    "security": "安全漏洞的联系方式",
    "checks": "检查用的界限",
}
_PORTAL = {"name": "网站名称", "url": "网址", "id_code": "网站标识码"}
_LINK = {"label": "名称", "url": "网址"}
_FOOTER = {
    "organizer": "主办单位",
    "operator": "承办单位",
    "icp": "ICP备案号",
    "police": "公安备案号",
    "phone": "联系电话",
    "error_report": "“我为政府网站找错”网址",
    "badge": "党政机关网站标识网址",
}


def read_site(path: Path, file: str, report: Sink) -> Site:
    """The column, still without agencies; what cannot be read is left empty."""
    source = load(path, file, report) if path.exists() else None
    if source is None and not path.exists():
        report(no_site(Place(file)))
    doc = parse(source, report) if source else None
    if doc is None:
        return Site(title="政府信息公开年报", description="", portal=None)
    found = fields(doc, doc.root, Keys(_KEYS))
    if "title" not in found:
        report(missing_key(Place(file), "“title”（专栏名称）", "写成“title: 政府信息公开年报”"))

    def words(key: str) -> str:
        return values.text(doc, found[key]) if key in found else ""

    return Site(
        title=words("title") or "政府信息公开年报",
        description=words("description"),
        portal=_portal(doc, found.get("portal")),
        url=_mounted(doc, found.get("url")),
        keywords=tuple(
            values.text(doc, item) for item in (items(doc, found["keywords"]) if "keywords" in found else [])
        ),
        siblings=tuple(_links(doc, found.get("siblings"))),
        footer=_footer(doc, found.get("footer")),
        theme=words("theme") or "default",
        downloads=_downloads(doc, found.get("downloads")),
        fonts=_fonts(doc, found.get("fonts"), path.parents[1]),
        security=read_security(doc, found.get("security")),
        checks=_checks(doc, found.get("checks")),
    )


def _portal(doc: Doc, node: Node | None) -> Portal | None:
    if node is None:
        return None
    found = fields(doc, node, Keys(_PORTAL, "所在网站（portal）"))
    if "name" not in found:
        doc.report(missing_key(doc.at(node), "“name”（网站名称）", "写成“name: 某某县人民政府网”"))
        return None
    code = values.text(doc, found["id_code"]) if "id_code" in found else ""
    if code and not re.fullmatch(r"bm\d{8}|\d{10}", code):
        doc.report(bad_id_code(doc.at(found["id_code"]), code))
    return Portal(values.text(doc, found["name"]), _url(doc, found.get("url")), code)


def _links(doc: Doc, node: Node | None) -> list[Link]:
    links = []
    for item in items(doc, node) if node else []:
        found = fields(doc, item, Keys(_LINK, "并列栏目（siblings）"))
        if len(found) == len(_LINK):
            links.append(Link(values.text(doc, found["label"]), _url(doc, found["url"])))
        else:
            doc.report(missing_key(doc.at(item), "“label”（名称）或“url”（网址）", "每个栏目写 label 和 url"))
    return links


def _footer(doc: Doc, node: Node | None) -> Footer:
    found = fields(doc, node, Keys(_FOOTER, "页脚（footer）")) if node else {}
    links = {"error_report", "badge"}
    return Footer(**{
        key: (_url if key in links else values.text)(doc, value) for key, value in found.items()
    })


def _checks(doc: Doc, node: Node | None) -> Checks:
    found = fields(doc, node, Keys(LABELS, "检查用的界限（checks）")) if node else {}
    given: dict[str, Any] = {}
    for key, value in found.items():
        usual = getattr(Checks(), key)
        number, _readable = (
            values.figure(doc, value, "amount") if not isinstance(usual, str) else (None, True)
        )
        if isinstance(usual, str):
            given[key] = values.month_day(doc, value) or usual
        elif isinstance(number, Decimal):
            given[key] = float(number)
    return Checks(**given)


def _downloads(doc: Doc, node: Node | None) -> dict[str, Place]:
    """The formats as the page lists them, each with the place where it is chosen."""
    if node is None:
        return dict.fromkeys(USUAL, Place(doc.source.file))
    labels = {form.name: form.label for form in FORMATS.values()}
    return {values.choice(doc, item, labels): doc.at(item) for item in items(doc, node)}


def _fonts(doc: Doc, node: Node | None, project: Path) -> str:
    """A folder inside the project that is reached, and filled, without links; told of, but named, while it is missing."""
    name = values.text(doc, node) if node else ""
    if node is None or not name:
        return ""
    top = project.resolve()
    folder = top / name
    inside = folder.resolve() == folder and top in folder.parents
    if not inside:
        why = "它不在项目文件夹里面，或者是链接（快捷方式）"
    elif not folder.is_dir():
        why = "没有这个文件夹"
    elif any(path.is_symlink() for path in folder.rglob("*")):
        why = "里面有链接（快捷方式）"
    else:
        return folder.relative_to(top).as_posix()
    doc.report(bad_fonts(doc.at(node), name, why))
    waited_for = inside and not folder.exists()  # by a preview
    return folder.relative_to(top).as_posix() if waited_for else ""


def _url(doc: Doc, node: Node | None) -> str:
    """A full web address; anything else is not printed."""
    url = values.text(doc, node) if node else ""
    if node is None or not url or re.fullmatch(r"https?://[^\s\"'<>/?#\[\]]+(?:/[^\s\"'<>]*)?", url):
        return url
    doc.report(bad_url(doc.at(node), url))
    return ""


def _mounted(doc: Doc, node: Node | None) -> str:
    """The address of the folder in which the column lies: those of all pages are made from it."""
    url = _url(doc, node)
    if node is None or not re.search(r"[?#]|\.(?:s?html?|aspx?|jsp|php)$", url):
        return url
    doc.report(no_folder(doc.at(node), url))
    return ""


@fault("A102", "网址写法有误")
def bad_url(place: Place, url: str) -> Finding:
    """什么：这里应当是完整的网址。

    为什么：不完整的网址，读者点了打不开。
    怎么改：从浏览器的地址栏复制，以 https:// 或 http:// 开头。
    """
    return Finding(place, f"“{url}”不是完整的网址", "以 https:// 或 http:// 开头，可从浏览器地址栏复制")


@fault("A113", "专栏的网址要写到文件夹")
def no_folder(place: Place, url: str) -> Finding:
    """什么：专栏的网址（url）写的是一个页面，不是专栏所在的文件夹。

    为什么：各个页面的完整网址都从它接下去：https://…/nianbao/ 后面接 2023.html。
    怎么改：去掉最后的 index.html，以及“?”“#”和它们后面的部分，以“/”结尾。
    """
    return Finding(place, f"“{url}”写的是一个页面", "去掉 index.html 等，写到专栏所在的文件夹，以“/”结尾")


@fault("A111", "字体文件夹不能用")
def bad_fonts(place: Place, name: str, why: str) -> Finding:
    """什么：fonts 写的文件夹不存在，不在项目里面，或者是链接（快捷方式）、里面有链接。

    为什么：生成文件要用里面的字体；链接可能指向项目以外的内容，工具不会跟过去读。
    怎么改：在项目里建一个文件夹（如 fonts，和 content 并列），把字体文件本身复制进去，写它的名称。
    """
    return Finding(
        place, f"字体文件夹“{name}”不能用：{why}", "在项目里建一个文件夹，和 content 并列，把字体文件复制进去"
    )


@fault("A103", "网站标识码格式不正确")
def bad_id_code(place: Place, code: str) -> Finding:
    """什么：网站标识码应当是 10 位数字，或者 bm 加 8 位数字。

    为什么：它是政府网站的“身份证”，每个页面都要带。
    怎么改：在网站首页底部查到标识码，照抄。
    依据：国办发〔2017〕47号《政府网站发展指引》。
    """
    return Finding(
        place, f"网站标识码“{code}”格式不正确", "10 位数字，或 bm 加 8 位数字；网站首页底部可以查到"
    )


@fault("A104", "没有专栏设置文件")
def no_site(place: Place) -> Finding:
    """什么：content 文件夹里没有 site.yaml。

    为什么：专栏的名称、所在网站、页脚信息都写在里面。
    怎么改：用 nianbao init 建立一个新专栏，或者自己建立 content/site.yaml，至少写一行“title: 政府信息公开年报”。
    """
    return Finding(
        place,
        "没有专栏设置文件 content/site.yaml",
        "用 nianbao init 建立新专栏，或自己写一行“title: 政府信息公开年报”",
    )
