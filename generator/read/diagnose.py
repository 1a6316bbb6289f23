"""What a YAML error really means: the parser's phrase in Chinese, and the cause found in the source line."""

import re

import yaml

from generator.problems import Finding, Place, Problem, fault
from generator.read.text import Source

# The parser's own phrases (libyaml's and PyYAML's wording), most telling part only.
_PHRASES = [
    ("mapping values are not allowed", "这一行有多余的冒号，或者缩进不对"),
    ("could not find expected ':'", "这一行缺少英文冒号加空格“: ”"),
    ("found character that cannot start any token", "这一行有不能用在这里的字符"),
    ("found character '\\t'", "这一行有不能用在这里的字符"),
    ("expected ',' or ']'", "方括号 [ ] 没有配对，或者数字之间缺少逗号"),
    ("expected ',' or '}'", "花括号 { } 没有配对，或者缺少逗号"),
    ("did not find expected key", "这一行的缩进和上下行对不齐"),
    ("expected <block end>", "这一行的缩进和上下行对不齐"),
    ("did not find expected '-' indicator", "列表里的这一行缺少“- ”"),
    ("block sequence entries are not allowed", "这里不能开始列表“- ”"),
    ("found unexpected end of stream", "引号没有配对"),
    ("found unknown escape character", "双引号里的反斜杠 \\ 写法不对"),
    ("did not find expected node content", "这里缺少内容，多半是多了一个逗号"),
    ("did not find expected <document start>", "这一行的缩进和上下行对不齐"),
    ("did not find expected alphabetic or numeric character", "& 或 * 后面缺少名称"),
    ("found undefined", "用了没有定义的简写"),
    ("while scanning a directive", "% 开头的行是 YAML 指令，不能用在这里"),
]
_KEY = r"[ \u3000\t]*(?:- )?[\w\u4e00-\u9fff]+"
# (pattern with the group that is wrong, what is wrong, how to mend it)
_CAUSES = [
    (re.compile(r"^[ ]*(\t)"), "这一行用 Tab 键缩进", "把 Tab 换成空格，每层两个空格"),
    (re.compile(r"^[ ]*([\u3000\u00a0])"), "这一行用全角空格缩进", "把全角空格换成半角空格，每层两个空格"),
    (re.compile(rf"^{_KEY}\s*(：)"), "这里用了全角冒号“：”", "改用英文冒号加一个空格“: ”"),
    (re.compile(r"\[[^\]#]*?([，、；])"), "方括号里用了全角标点", "改用英文逗号“,”"),
    (re.compile(r"([【［〔])[^#]*[\d_]"), "这里用了全角括号", "改用英文方括号 [ ]"),
    (re.compile(r"^[^#]*[:：]\s*([“”‘’])"), "这里用了中文引号", "去掉引号，或改用英文双引号"),
    (re.compile(rf"^{_KEY}:([^\s\]/])"), "冒号后面没有空格", "在冒号后面加一个空格"),
    (re.compile(r":\s+[^\s\"'\[{#|>][^#]*?(:)\s"), "值里又有冒号", "给这一行的值加上英文双引号"),
    (re.compile(r":\s+([@`%])"), "值以特殊符号开头", "给这一行的值加上英文双引号"),
]


def explain_syntax(source: Source, error: yaml.YAMLError) -> Problem:
    """The error, at the line that has its cause: libyaml often stumbles only on the next one."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return syntax(Place(source.file), "这个文件无法读取", "检查冒号、空格、引号和括号")
    mark = error.problem_mark or error.context_mark
    line = min(mark.line, source.text.count("\n")) + 1 if mark else 1
    told = f"{error.context or ''} {error.problem or ''}"
    says = next((words for phrase, words in _PHRASES if phrase in told), "这一行的写法有误")
    for number in _likely(source, line, error):
        if problem := blame(source, number):
            return problem
    if "]" in told or "}" in told or "end of stream" in told:
        opened = error.context_mark
        if opened:
            return syntax(
                Place(source.file, opened.line + 1, opened.column + 1), says, "从这里开始检查括号、引号和逗号"
            )
    return syntax(
        Place(source.file, line, (mark.column if mark else 0) + 1), says, "对照上下几行，检查冒号、空格和括号"
    )


def _likely(source: Source, line: int, error: yaml.MarkedYAMLError) -> list[int]:
    """Lines to look at: the one named, the one before it with text, the one where the construct began."""
    before = line - 1
    while before > 1 and not source.line(before).strip():
        before -= 1
    opened = [error.context_mark.line + 1] if error.context_mark else []
    return [number for number in (line, before, *opened) if number >= 1]


def cause(line: str) -> tuple[int, str, str] | None:
    """(column, what is wrong, how to mend it), if the line shows one of the usual mistakes."""
    if line.lstrip().startswith("#"):
        return None
    for pattern, what, hint in _CAUSES:
        if match := pattern.search(line):
            return match.start(1) + 1, what, hint
    return None


def blame(source: Source, line: int) -> Problem | None:
    """The usual mistake in a line whose content has come out wrong."""
    found = cause(source.line(line))
    return syntax(Place(source.file, line, found[0]), *found[1:]) if found else None


def suspicious_indent(source: Source, line: int, key: str) -> Problem | None:
    """Full-width and no-break spaces are part of the key for YAML: the line silently leaves its place."""
    if key[:1] not in {"\u3000", "\u00a0"}:
        return None
    text = source.line(line)
    column = len(text) - len(text.lstrip(" ")) + 1
    return syntax(
        Place(source.file, line, column), "这一行用全角空格缩进", "把全角空格换成半角空格，每层两个空格"
    )


@fault("Y101", "YAML 写法有误")
def syntax(place: Place, what: str, hint: str) -> Finding:
    """什么：这一行不符合 YAML 的写法：全角冒号、全角逗号、Tab 或全角空格缩进、括号或引号不成对等。

    为什么：电脑只认英文标点和空格缩进；看上去一样的全角符号，在它眼里是文字。
    怎么改：按提示改这一行。写法是“名称: 值”，冒号用英文，后面留一个空格；每层缩进两个半角空格；数字列表写成 [0, 0, 0]。
    """
    return Finding(place, what, hint)
