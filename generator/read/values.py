"""Node → count, change, amount, money, date, text, choice; or a problem that says what was meant."""

import re
import unicodedata
from collections.abc import Callable
from collections.abc import Mapping as Words
from datetime import date
from decimal import Decimal

from generator.editions.form import Kind
from generator.model import Figure, Money
from generator.problems import Finding, Level, Place, fault
from generator.read.nodes import Doc, Mapping, Node, Scalar, Sequence
from generator.read.text import INVISIBLE, name

_COUNT = re.compile(r"0|[1-9][0-9]{0,8}")
_CHANGE = re.compile(r"0|[+-]?[1-9][0-9]{0,8}")
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,6})?")
_MONEY = re.compile(r"((?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?)(元|万元)")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NOTHING = {"-", "—", "——", "－", "/", "／", "无", "没有", "N/A", "n/a"}


def figure(doc: Doc, node: Node, kind: Kind) -> tuple[Figure, bool]:
    """(figure, whether the node could be read); a blank reads as None without a problem."""
    if isinstance(node, Scalar) and node.blank:
        return None, True
    text = node.text if isinstance(node, Scalar) else ""
    value = _READERS[kind](text)
    if value is None:
        doc.report(not_a_figure(doc.at(node), kind, _shown(node), _number_hint(text, kind)))
    return value, value is not None


def _count(text: str) -> int | None:
    return int(text) if _COUNT.fullmatch(text) else None


def _change(text: str) -> int | None:
    return int(text) if _CHANGE.fullmatch(text) else None


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


def _money(text: str) -> Money | None:
    """An amount with its unit; 0 needs none."""
    if text == "0":
        return Money(Decimal(0), "元")
    match = _MONEY.fullmatch(text)
    return Money(Decimal(match[1]), match[2]) if match else None


_READERS: dict[Kind, Callable[[str], Figure]] = {
    "count": _count,
    "change": _change,
    "amount": _amount,
    "money": _money,
}


def _shown(node: Node) -> str:
    """What stands there, as the editor sees it."""
    if isinstance(node, Sequence):
        return "一个列表"
    if isinstance(node, Mapping):
        return "一组“名称: 值”"
    return f"“{INVISIBLE.sub('', node.text)}”" if node.text else "空白"


def _number_hint(text: str, kind: Kind) -> str:
    """What the editor meant, by the usual slips; the first that fits."""
    half = unicodedata.normalize("NFKC", text).strip()
    found = re.search(r"\d+(?:\.\d+)?", half)
    digits = found[0] if found else ""
    unit = re.search(r"[\u4e00-\u9fff]", half)
    hidden = INVISIBLE.search(text)
    whole = kind in {"count", "change"}
    slips = [
        (hidden, f"数字里有看不见的字符：{name(hidden[0]) if hidden else ''}，请删掉重新输入"),
        (text in _NOTHING, "没有发生请填 0"),
        (half != text and _READERS[kind](half) is not None, f"用了全角数字或空格，请改成半角：{half}"),
        (_THOUSANDS.fullmatch(half), f"不要写千分位：{re.sub('[,_]', '', half)}"),
        (re.fullmatch(r"0\d+", half), f"数字前面不要加 0：{half.lstrip('0') or '0'}"),
        (whole and re.fullmatch(r"\d+\.0*", half), f"件数是整数，不写小数点：{half.split('.')[0]}"),
        (kind == "money" and digits, "请写上单位：“251000元”或“1646.5万元”"),
        (digits and unit, f"只填数字，不写单位和说明：{digits}"),
    ]
    return next((hint for slip, hint in slips if slip), _FORMS[kind])


_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?|\d+(_\d+)+")
_FORMS: dict[Kind, str] = {
    "count": "填非负整数，如 0、12；没有就填 0",
    "change": "填整数，增加可写 +5，减少写 -3；没有增减填 0",
    "amount": "填非负数，最多六位小数，如 0、3.5",
    "money": "写成“251000元”或“1646.5万元”；没有就填 0",
}
_KIND_NAMES: dict[Kind, str] = {
    "count": "件数",
    "change": "增减数",
    "amount": "金额",
    "money": "带单位的金额",
}


def text(doc: Doc, node: Node) -> str:
    """Words on one or several lines, as written."""
    if not isinstance(node, Scalar):
        doc.report(wrong_structure(doc.at(node), "一段文字", _shown(node), "写成“名称: 内容”"))
        return ""
    if node.plain and (lost := _swallowed(doc, node)):
        doc.report(swallowed_comment(doc.at(node), lost))
    return "" if node.blank else node.text.strip()


def _swallowed(doc: Doc, node: Scalar) -> str:
    """What a “ #” in the middle of the words cut off; a comment proper has a space after its sign."""
    line = doc.source.line(node.line)[node.column - 1 :]
    rest = line[len(node.text) :] if line.startswith(node.text) else ""
    match = re.match(r"\s+(#\S.*)", rest)
    return match[1] if match else ""


def day(doc: Doc, node: Node) -> date | None:
    """A calendar day, 2024-01-22."""
    written = node.text if isinstance(node, Scalar) else ""
    match = _DATE.fullmatch(written)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
        hint = "写成 2024-01-22 的样子：四位年、两位月、两位日，中间用英文横线"
    except ValueError:
        hint = "日历上没有这一天，请核对月和日"
    doc.report(not_a_day(doc.at(node), _shown(node), hint))
    return None


def month_day(doc: Doc, node: Node) -> str:
    """A day of every year, 01-31."""
    written = node.text if isinstance(node, Scalar) else ""
    try:
        date.fromisoformat(f"2000-{written}")
    except ValueError:
        doc.report(not_a_day(doc.at(node), _shown(node), "写成 01-31 的样子：两位月、两位日，中间用英文横线"))
        return ""
    return written


def year(doc: Doc, node: Node) -> int | None:
    """A year, 2023."""
    if isinstance(node, Scalar) and re.fullmatch(r"(?:19|20)\d\d", node.text):
        return int(node.text)
    doc.report(not_a_day(doc.at(node), _shown(node), "填四位年份，如 2023"))
    return None


def choice(doc: Doc, node: Node, allowed: Words[str, str]) -> str:
    """One of the allowed words (word → what it means); the first if it is none of them."""
    written = node.text if isinstance(node, Scalar) else ""
    if written in allowed:
        return written
    doc.report(
        not_allowed(
            doc.at(node), _shown(node), "、".join(f"{word}（{meaning}）" for word, meaning in allowed.items())
        )
    )
    return next(iter(allowed))


@fault("V101", "数字写法有误")
def not_a_figure(place: Place, kind: Kind, shown: str, hint: str) -> Finding:
    """什么：这一格应当是数字，现在写的不是，或者写法会让电脑读错：全角数字、千分位、小数点、单位、前面的 0、“约”等。

    为什么：年报的数字要能直接相加、核对和下载，写法必须唯一。
    怎么改：件数只填半角的非负整数，如 0、12；没有发生请填 0，不要写“无”“-”“/”。金额最多六位小数；2019 年格式的增减数可带正负号，采购总金额要带单位。
    """
    return Finding(place, f"这里要填{_KIND_NAMES[kind]}，现在是{shown}", hint)


@fault("V102", "日期写法有误")
def not_a_day(place: Place, shown: str, hint: str) -> Finding:
    """什么：这里应当是日期或年份，现在不是，或者日历上没有这一天。

    为什么：发布日期要印在页面上，也用来判断是否按期公布。
    怎么改：写成 2024-01-22：四位年、两位月、两位日，中间用英文横线。
    """
    return Finding(place, f"日期写法有误，现在是{shown}", hint)


@fault("V103", "不在可选的范围内")
def not_allowed(place: Place, shown: str, allowed: str) -> Finding:
    """什么：这一项只能从几个规定的词里选，现在写的不是其中之一。

    为什么：页面的分组、适用的规则都由它决定。
    怎么改：按提示选一个，照抄。
    """
    return Finding(place, f"不认识{shown}", f"可以填：{allowed}")


@fault("V104", "内容的层次不对")
def wrong_structure(place: Place, wanted: str, shown: str, hint: str) -> Finding:
    """什么：这里应当是列表、一组“名称: 值”或一段文字，现在是别的。

    为什么：多半是缩进、冒号或方括号写错了，后面的内容就归错了地方。
    怎么改：对照 nianbao new 生成的空白表，检查缩进（每层两个半角空格）、英文冒号和方括号。
    """
    return Finding(place, f"这里应当是{wanted}，现在是{shown}", hint)


@fault("V105", "“#”后面的内容被当作注释", Level.WARNING)
def swallowed_comment(place: Place, lost: str) -> Finding:
    """什么：这一行的值里有“空格加 #”，从 # 开始的内容被当作注释，不会显示。

    为什么：在 YAML 里“ #”表示注释开始，看上去像是内容的文字会丢掉。
    怎么改：如果它是内容，给整个值加上英文双引号；如果是注释，在 # 后面加一个空格。
    """
    return Finding(
        place, f"“{lost}”被当作注释，不会显示", "是内容就给整个值加英文双引号；是注释就在 # 后加一个空格"
    )
