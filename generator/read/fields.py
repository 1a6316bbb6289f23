"""Mappings with known keys: unknown and missing ones are named, with what was probably meant."""

import unicodedata
from collections.abc import Mapping as Names
from dataclasses import dataclass, field
from difflib import get_close_matches

from generator.problems import Finding, Place, Problem, fault
from generator.read.diagnose import blame
from generator.read.nodes import Doc, Mapping, Node, Scalar, Sequence
from generator.read.values import wrong_structure

_SHOWN = 8  # known keys in a hint: more than that nobody reads


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys that may be written in a place."""

    names: Names[str, str]  # key → what it is in Chinese
    where: str = ""  # the part of the file in words
    elsewhere: Names[str, str] = field(default_factory=dict)  # key → where it belongs instead


def fields(doc: Doc, node: Node, keys: Keys) -> dict[str, Node]:
    """The values of the known keys; the others are problems."""
    if isinstance(node, Scalar) and node.blank:
        return {}
    if not isinstance(node, Mapping):
        doc.report(_not_a_mapping(doc, node))
        return {}
    found = {}
    for key, (key_node, value) in node.pairs.items():
        if key in keys.names:
            found[key] = value
        else:
            doc.report(unknown_key(doc.at(key_node), key, keys.where, meant(key, keys)))
    return found


def items(doc: Doc, node: Node) -> list[Node]:
    """The entries of a list."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Scalar) and node.blank:
        return []
    doc.report(wrong_structure(doc.at(node), "一个列表", "别的内容", "每条一行，以“- ”开头"))
    return []


def _not_a_mapping(doc: Doc, node: Node) -> Problem:
    shown = "一个列表" if isinstance(node, Sequence) else "一段文字"
    hint = "下面各行写成“名称: 值”，比上一行多缩进两个空格"
    return blame(doc.source, node.line) or wrong_structure(doc.at(node), "一组“名称: 值”", shown, hint)


def meant(key: str, keys: Keys) -> str:
    """Which known key an unknown one was meant to be: spelled alike, or written as its Chinese name."""
    names = keys.names
    plain = unicodedata.normalize("NFKC", key).strip()
    if key in keys.elsewhere:
        return f"它应当写在 {keys.elsewhere[key]} 下面，多缩进两个空格"
    by_label = {label: name for name, label in names.items() if label}
    for close in (get_close_matches(plain.lower(), names, 1), get_close_matches(plain, by_label, 1)):
        if close:
            name = by_label.get(close[0], close[0])
            return f"您要写的是 {name}{f'（{names[name]}）' if names[name] else ''}吗？"
    known = [f"{name}（{label}）" if label else name for name, label in names.items()]
    return f"这里可以写：{'、'.join(known[:_SHOWN])}{' 等' if len(known) > _SHOWN else ''}" if known else ""


@fault("S101", "不认识的名称")
def unknown_key(place: Place, key: str, where: str, hint: str) -> Finding:
    """什么：这个名称不是格式规定的项目，多半是拼错了，或者放错了层次。

    为什么：年报须严格按照统一格式，「不能遗漏，也不宜泛化」；写错名称的数字不会出现在表里。
    怎么改：按提示改成规定的名称；检查缩进，看它是不是归到了别的项目下面。
    依据：国办公开办函〔2021〕30号，一、报告内容。
    """
    return Finding(place, f"{where}里没有“{key}”这一项" if where else f"不认识“{key}”", hint)


@fault("S102", "缺少必填的项目")
def missing_key(place: Place, what: str, hint: str) -> Finding:
    """什么：格式规定的项目没有写。

    为什么：年报须严格按照统一格式，「不能遗漏，也不宜泛化」。
    怎么改：补上这一项；没有发生的填 0。整张表没有列出的行都是 0 时，可在该表里写一行“fill: 0”。
    依据：国办公开办函〔2021〕30号，一、报告内容。
    """
    return Finding(place, f"缺少{what}", hint)
