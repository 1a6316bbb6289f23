"""Site data that every page needs: meta tags of the portal, the footer, a domain of government."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from generator.model import Site
from generator.problems import Finding, Level, Place
from generator.read.site import FILE
from generator.read.tree import CONTENT
from generator.rules import Case, Column, column_rule, rule

_URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?&=_%:#~-]+")
_PLACE = Place(f"{CONTENT}/{FILE}")
# Domains that are given to party and government bodies only; .政务 also in its ASCII form.
_GOVERNMENT = re.compile(r"(?:^|\.)(?:gov\.cn|政务|xn--zfr164b)$")


@column_rule("G101", "页面缺少网站标签", Level.WARNING)
def metas(column: Column) -> Iterator[Finding]:
    """什么：site.yaml 的 portal 没有写全，每个页面都会缺少必选的网站标签（SiteName、SiteDomain、SiteIDCode）。

    为什么：检查网站的系统靠这些标签认出页面属于哪个网站；缺了就当作不合格的页面。
    怎么改：在 site.yaml 的 portal 里写上 name（网站名称）、url（网址）、id_code（网站标识码）；标识码在网站首页底部可以查到，查不到的不要编造。
    依据：国办发〔2017〕47号《政府网站发展指引》附件《网页设计规范》。
    """
    if column.site is None:
        return
    portal = column.site.portal
    wanted = {
        "SiteName（portal.name 网站名称）": portal.name if portal else "",
        "SiteDomain（portal.url 网址）": portal.url if portal else "",
        "SiteIDCode（portal.id_code 网站标识码）": portal.id_code if portal else "",
    }
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        yield Finding(
            _PLACE,
            f"每个页面都会缺少网站标签：{'、'.join(missing)}",
            "在 site.yaml 里补上括号里的项目；标识码在网站首页底部，查不到的不要编造",
        )


@column_rule("G102", "页脚缺少内容", Level.WARNING)
def footer(column: Column) -> Iterator[Finding]:
    """什么：site.yaml 的 footer 没有写全，每个页面的页脚会缺少规定的内容。

    为什么：页脚要写明谁主办、怎样联系、备案号，并有“我为政府网站找错”和党政机关网站标识；检查网站时逐项看。
    怎么改：对照所在网站首页的页脚，在 site.yaml 的 footer 里逐项照抄；没有的不要编造。
    依据：国办发〔2017〕47号《政府网站发展指引》；国办秘函〔2019〕19号。
    """
    if column.site is None:
        return
    shown = column.site.footer
    wanted = {
        "主办单位（organizer）": shown.organizer,
        "联系电话（phone）": shown.phone,
        "ICP备案号（icp）": shown.icp,
        "公安备案号（police）": shown.police,
        "“我为政府网站找错”网址（error_report）": shown.error_report,
        "党政机关网站标识网址（badge）": shown.badge,
    }
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        yield Finding(
            _PLACE,
            f"每个页面的页脚会缺少：{'、'.join(missing)}",
            "对照所在网站首页的页脚，在 footer 里补上；没有的不要编造",
        )


@column_rule("G103", "不是政府网站的域名", Level.WARNING)
def domain(column: Column) -> Iterator[Finding]:
    """什么：portal.url 或 url 的域名不以 .gov.cn（或 .政务）结尾。

    为什么：政府网站使用 .gov.cn 域名；年报专栏设在本机关的政府网站里，不另设网站。
    怎么改：核对网址；试用的地址在正式发布以前换掉。
    依据：国办发〔2017〕47号《政府网站发展指引》；国办公开办函〔2019〕61号「不得设立专门网站」。
    """
    hosts = _hosts(column.site) if column.site else {}
    wrong = {key: host for key, host in hosts.items() if host and not _GOVERNMENT.search(host)}
    if wrong:
        said = "、".join(f"{host}（{key}）" for key, host in wrong.items())
        yield Finding(_PLACE, f"域名不以 .gov.cn 结尾：{said}", "核对网址；试用的地址在正式发布以前换掉")


@column_rule("G104", "没有写专栏的网址", Level.NOTICE)
def address(column: Column) -> Iterator[Finding]:
    """什么：site.yaml 没有写 url，年报开头“在哪里查阅”只能写网站首页。

    为什么：只给首页，读者还要自己找；年报应当写明查阅本报告的网址。
    怎么改：专栏在网站上的位置定下来以后，把完整网址写在 url。
    依据：国办公开办函〔2021〕30号；各地年报开头的通行写法。
    """
    site = column.site
    if site and not site.url and site.portal and _root(site.portal.url):
        said = f"没有写专栏的网址，年报开头的查阅网址只能写网站首页 {site.portal.url}"
        yield Finding(_PLACE, said, "写上 url，即专栏发布后的完整网址")


@column_rule("G105", "安全联系信息过期", Level.WARNING)
def stale(column: Column) -> Iterator[Finding]:
    """什么：site.yaml 的 security 里，有效期（expires）已经过去。

    为什么：按照标准，过了有效期的 security.txt 不能再相信；发现安全漏洞的人不知道还能不能照它联系。
    怎么改：核对联系方式还对不对，再把 expires 改到一年以内的一天，重新生成、发布。
    依据：RFC 9116（security.txt 的国际标准）第 2.5.5 节。
    """
    security = column.site.security if column.site else None
    if security and security.expires < column.today < date.max:  # which is no day: a preview has none
        said = f"安全联系信息（security.txt）的有效期到 {security.expires} 为止，已经过期"
        yield Finding(security.place, said, "核对联系方式，再把 security 的 expires 改到一年以内的一天")


@rule("P110", "查阅网址只是网站首页", Level.NOTICE)
def front_page(case: Case) -> Iterator[Finding]:
    """什么：正文开头自己写了查阅网址，但只写到网站首页。

    为什么：只给首页，读者还要自己找。
    怎么改：写专栏的完整网址；也可以把开头这一段删掉，由工具按 site.yaml 写。
    依据：国办公开办函〔2021〕30号；各地年报开头的通行写法。
    """
    report = case.report
    for passage in report.passages:
        if passage.section != "preface":
            return  # it comes first
        found = _URL.findall(passage.text)
        if found and all(map(_root, found)):
            place = passage.place(report.narrative_file, found[0])
            hint = "写专栏的完整网址；或者删掉开头这一段，由工具按 site.yaml 写"
            yield Finding(place, f"查阅网址 {found[0]} 只是网站首页", hint)


def _root(url: str) -> bool:
    """Whether it is a web address without a path."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    return bool(parts.netloc) and not parts.path.strip("/") and not parts.query


def _hosts(site: Site) -> dict[str, str]:
    urls = {"portal.url": site.portal.url if site.portal else "", "url": site.url}
    return {key: (urlsplit(url).hostname or "") for key, url in urls.items()}
