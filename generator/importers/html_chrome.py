"""What a page shows around a report: menus, buttons, what is hidden. The recogniser finds where the report begins."""

import re
from typing import Any

Element = Any  # lxml ships no types

_NAMES = "head title script style noscript template select datalist textarea svg canvas iframe object audio video noframes"
_NEVER = frozenset(_NAMES.split())
_AROUND = frozenset(("nav", "footer", "aside", "button"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search"))
_UNSEEN = frozenset(("unseen", "sr-only", "visually-hidden"))  # words for screen readers alone
_OF_OURS = frozenset((
    "key",
    "downloads",
    "cite",
    "related",
    "help",
))  # of our own page: what is no part of the report
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_IN_TEXT = ("article", "main", "section")  # a header in one of these is not the site's
_ICONS = frozenset(("i", "span", "em"))
_ICON = 2  # characters
_SEARCH_BOX = 200  # characters of the longest form that is one; some systems put a form round the whole page
_ASIDE = re.compile(r"[\W\d_年月日]+")  # what stands beside the links of a list of links

_BUTTONS = (
    "打印(?:本页|正文|此页)?|关闭(?:本页|窗口|此页)?|分享[到至]?|收藏(?:本页)?|字体|字号|[大中小]|特大|超大|默认|标准|正常"
    "|微信|微博|QQ空间|返回(?:顶部|页首|首页|上一?页|列表)?|回?到?顶部|跳[到转至]*正文"
)
_BUTTON_ROW = re.compile(rf"[\W_]*(?:(?:{_BUTTONS})[\W_]*)+")
_ANY_BUTTON = re.compile("打印|关闭|分享|收藏|字体|字号|返回|顶部|跳")
_NEIGHBOUR = re.compile(r"[\W_]*[上下]一[篇条页](?:[\W_].*)?", re.DOTALL)
_LONGEST = 100  # characters of a row of buttons


def is_left_out(element: Element) -> bool:
    """Whether an element, with all that is in it, is no part of what a reader reads."""
    tag = element.tag
    if tag in _NEVER or is_hidden(element):
        return True
    if tag in _AROUND or element.get("role") in _ROLES:
        return _is_around(element)
    if tag == "header":
        return next(element.iterancestors(*_IN_TEXT), None) is None and _is_around(element)
    if tag == "form":
        return not is_longer(element, _SEARCH_BOX)
    names = element.get("class")
    return bool(names) and not _UNSEEN.union(_OF_OURS if tag in {"section", "details"} else ()).isdisjoint(
        names.split()
    )


def is_hidden(element: Element) -> bool:
    """Whether the page itself says that an element is not shown; icons count as not shown."""
    if element.get("hidden") is not None or _NOT_SHOWN.search(element.get("style", "")):
        return True
    return element.tag in _ICONS and element.get("aria-hidden") == "true" and not is_longer(element, _ICON)


def is_link_list(element: Element) -> bool:
    """Whether a list is a menu: nothing but links and dates. In a section of an article it belongs to the text."""
    if next(element.iterancestors("section"), None) is not None and (
        next(element.iterancestors("article"), None) is not None
    ):
        return False
    links = [_said(link) for link in element.iter("a")]
    return bool(links) and len(_said(element)) <= sum(map(len, links))


def is_button_row(text: str) -> bool:
    """Whether a paragraph is what portals print round an article: 【字体：大 中 小】 打印 关闭, 上一篇：…"""
    if len(text) > _LONGEST:
        return False
    return bool(_NEIGHBOUR.fullmatch(text) or (_ANY_BUTTON.search(text) and _BUTTON_ROW.fullmatch(text)))


def is_longer(element: Element, most: int) -> bool:
    """Whether an element holds more characters than that."""
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > most:
            return True
    return False


def _is_around(element: Element) -> bool:
    """Whether a menu or the like really ends before the report: its end tag may be missing."""
    return next(element.iterdescendants("table"), None) is None


def _said(element: Element) -> str:
    return _ASIDE.sub("", "".join(element.itertext()))
