"""`{{ path }}` in the narrative: figures of the tables in the prose, joined by + and - and by nothing else."""

import re
from decimal import Decimal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from generator.model import Figure, Money

MARKER = "binding"
_BINDING = re.compile(r"\{\{([^{}]*)\}\}")
_TERM = re.compile(r"\s*([+\-−]?)\s*([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)\s*")


def bindings(md: MarkdownIt) -> None:
    """A markdown-it plugin: a binding becomes a token of its own, with its expression as content."""
    md.inline.ruler.before("emphasis", MARKER, _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    match = _BINDING.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push(MARKER, "", 0)
        token.content = match[1].strip()
        token.meta = {"at": state.pos}
    state.pos = match.end()
    return True


class BindingError(ValueError):
    """Why a binding has no value: in Chinese, with a hint."""

    def __init__(self, message: str, hint: str, *, blank: bool = False) -> None:
        super().__init__(message)
        self.hint = hint
        self.blank = blank  # the cell is there, but has no figure


def evaluate(expression: str, values: dict[str, Figure]) -> str:
    """The figure as it is printed. `values`: address → figure. Raises BindingError."""
    terms = _terms(expression)
    if len(terms) == 1:
        return printed(_look_up(terms[0][1], values))
    total: int | Decimal = 0
    for sign, path in terms:
        value = _look_up(path, values)
        if isinstance(value, Money):
            raise BindingError(f"“{path}”带有单位，不能加减", "带单位的金额只能单独引用")
        total = total - value if sign == "-" else total + value
    return printed(total)


def _terms(expression: str) -> list[tuple[str, str]]:
    terms: list[tuple[str, str]] = []
    at = 0
    while at < len(expression) or not terms:
        match = _TERM.match(expression, at)
        if not match or (terms and not match[1]) or (not terms and match[1]):
            hint = "写成 {{ requests.received.total }}，需要时用 + 和 - 连接；只用半角符号"
            raise BindingError(f"“{expression}”不是可以引用的写法", hint)
        terms.append(("-" if match[1] in {"-", "−"} else "+", match[2]))
        at = match.end()
    return terms


def _look_up(path: str, values: dict[str, Figure]) -> int | Decimal | Money:
    if path not in values:
        raise BindingError(f"表中没有“{path}”这一格", _meant(path, values))
    value = values[path]
    if value is None:
        raise BindingError(
            f"“{path}”这一格是空白，不能引用", "先在数据文件里填上这一格，没有发生填 0", blank=True
        )
    return value


def _meant(path: str, values: dict[str, Figure]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(path, values, 3, 0.5)
    return f"您要写的是 {'、'.join(close)} 吗？" if close else "地址是“表.行.列”，如 requests.received.total"


def printed(value: Figure, *, signed: bool = False) -> str:
    """A figure as the pages print it; a blank prints as nothing."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.amount}{value.unit}" if value.amount else "0"
    return f"{value:+}" if signed and value else str(value)
