"""`security:` of site.yaml: whom to tell of a hole in the column's security (RFC 9116)."""

import re

from generator.model import Security
from generator.problems import Finding, Place, fault
from generator.read import values
from generator.read.fields import Keys, fields, missing_key
from generator.read.nodes import Doc, Node, Scalar

_KEYS = {"contact": "联系方式", "expires": "有效期的最后一天", "policy": "漏洞处理办法的网址"}
_PAGE = r"https://[^\s\"'<>/?#]+(?:/[^\s\"'<>]*)?"
_CONTACT = re.compile(rf"mailto:[^\s@/:<>]+@[^\s@/:<>]+|tel:\+?\d[\d-]+|{_PAGE}")
_MAIL = re.compile(r"[^\s@/:<>]+@[^\s@/:<>]+")
_PHONE = re.compile(r"\+?\d[\d-]+")


def read_security(doc: Doc, node: Node | None) -> Security | None:
    """None where there is none, or part of it is missing or cannot be read."""
    if node is None:
        return None
    given = fields(doc, node, Keys(_KEYS, "安全联系（security）"))
    found = {key: value for key, value in given.items() if not (isinstance(value, Scalar) and value.blank)}
    for key, example in (("contact", "mailto:邮箱"), ("expires", "2027-11-01")):
        if key not in found:
            doc.report(missing_key(doc.at(node), f"“{key}”（{_KEYS[key]}）", f"写成“{key}: {example}”"))
    contact = _address(doc, found.get("contact"), _CONTACT)
    expires = values.day(doc, found["expires"]) if "expires" in found else None
    policy = _address(doc, found.get("policy"), re.compile(_PAGE))
    return Security(contact, expires, policy, doc.at(found["expires"])) if contact and expires else None


def _address(doc: Doc, node: Node | None, form: re.Pattern[str]) -> str:
    written = values.text(doc, node) if node else ""
    if node is None or form.fullmatch(written):
        return written
    if written:
        doc.report(bad_contact(doc.at(node), written))
    return ""


def _meant(written: str) -> str:
    """What the editor probably meant."""
    if _MAIL.fullmatch(written):
        return f"邮箱前面加 mailto:，写成“mailto:{written}”"
    if _PHONE.fullmatch(written):
        return f"电话前面加 tel:，写成“tel:{written}”"
    return "联系方式写 mailto:邮箱、tel:电话或者 https:// 开头的网址；处理办法写 https:// 开头的网址"


@fault("A112", "安全联系方式写法有误")
def bad_contact(place: Place, written: str) -> Finding:
    """什么：security 的 contact 不是 mailto:、tel: 或 https:// 开头的地址，或者 policy 不是 https:// 开头的网址。

    为什么：它写进 .well-known/security.txt，发现安全漏洞的人和程序按标准读；写法不对，就找不到人。
    怎么改：邮箱写成 mailto:邮箱，电话写成 tel:+86-区号-号码，网址从浏览器的地址栏复制，以 https:// 开头。
    依据：RFC 9116（security.txt 的国际标准）。
    """
    return Finding(place, f"“{written}”不能用作安全联系的地址", _meant(written))
