"""agency.yaml → Agency."""

import re
import string
from pathlib import Path

from generator.model import Agency, AgencyKind, Contact
from generator.problems import Finding, Place, Sink, fault
from generator.read import values
from generator.read.fields import Keys, fields, missing_key
from generator.read.nodes import Doc, Node, parse
from generator.read.text import load

FILE = "agency.yaml"
_KEYS = {
    "name": "全称",
    "short_name": "简称",
    "kind": "机关类别",
    "code": "统一社会信用代码",
    "contact": "联系方式",
    "years": "存续年份",
}
_CONTACT = {
    "office": "联系机构",
    "address": "联系地址",
    "postcode": "邮编",
    "phone": "联系电话",
    "email": "电子邮箱",
    "hours": "办公时间",
}
_YEARS = {"first": "第一个年报年份", "last": "最后一个年报年份"}
# GB 32100-2015: 17 characters and a check character modulo 31; no I, O, S, V, Z.
_ALPHABET = "".join(c for c in string.digits + string.ascii_uppercase if c not in "IOSVZ")


def read_agency(path: Path, file: str, slug: str, report: Sink) -> Agency | None:
    """The agency of a folder; `slug`: the folder below content/."""
    source = load(path, file, report)
    doc = parse(source, report) if source else None
    if doc is None:
        return None
    found = fields(doc, doc.root, Keys(_KEYS))
    for key in ("name", "kind"):
        if key not in found:
            report(
                missing_key(
                    Place(file), f"“{key}”（{_KEYS[key]}）", "写成“name: 某某镇人民政府”“kind: township”"
                )
            )
    name = values.text(doc, found["name"]) if "name" in found else ""
    kind = (
        values.choice(doc, found["kind"], {kind.value: kind.label for kind in AgencyKind})
        if "kind" in found
        else ""
    )
    if not name or not kind:
        return None
    years = fields(doc, found["years"], Keys(_YEARS, "存续年份")) if "years" in found else {}
    return Agency(
        path=slug,
        name=name,
        kind=AgencyKind(kind),
        short_name=values.text(doc, found["short_name"]) if "short_name" in found else "",
        code=_code(doc, found.get("code")),
        contact=_contact(doc, found.get("contact")),
        first_year=values.year(doc, years["first"]) if "first" in years else None,
        last_year=values.year(doc, years["last"]) if "last" in years else None,
    )


def _contact(doc: Doc, node: Node | None) -> Contact:
    found = fields(doc, node, Keys(_CONTACT, "联系方式")) if node else {}
    return Contact(**{key: values.text(doc, value) for key, value in found.items()})


def _code(doc: Doc, node: Node | None) -> str:
    code = values.text(doc, node) if node else ""
    if node and code and not valid_code(code):
        doc.report(bad_code(doc.at(node), code))
    return code


def valid_code(code: str) -> bool:
    """Whether an 统一社会信用代码 has the right form and check character (GB 32100-2015)."""
    if not re.fullmatch(f"[{_ALPHABET}]{{18}}", code):
        return False
    total = sum(_ALPHABET.index(character) * pow(3, at, 31) for at, character in enumerate(code[:17]))
    return _ALPHABET[-total % 31] == code[17]


@fault("A101", "统一社会信用代码有误")
def bad_code(place: Place, code: str) -> Finding:
    """什么：统一社会信用代码不是 18 位，或者校验码不对。

    为什么：这个代码用来认定机关，抄错一位就成了别的单位；最后一位由前面各位算出，所以能查出抄错。
    怎么改：对照《统一社会信用代码证书》逐位核对；代码里没有字母 I、O、S、V、Z。
    依据：GB 32100—2015《法人和其他组织统一社会信用代码编码规则》。
    """
    return Finding(
        place, f"统一社会信用代码“{code}”有误", "对照证书逐位核对（18 位，没有字母 I、O、S、V、Z）"
    )
