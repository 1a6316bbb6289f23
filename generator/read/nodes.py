"""YAML text → nodes that know their places: no implicit types, no anchors, nothing that could grow."""

from dataclasses import dataclass, field

import yaml

from generator.problems import Finding, Place, Problem, Sink, fault
from generator.read.diagnose import blame, explain_syntax, suspicious_indent
from generator.read.text import INVISIBLE, Source, bad_character, forbidden, name

MAX_DEPTH = 16
MAX_NODES = 20_000


@dataclass(slots=True)
class Scalar:
    """A value as it was written; what it means is for the form to say."""

    line: int
    column: int
    text: str
    plain: bool  # without quotes

    @property
    def blank(self) -> bool:
        """Nothing was filled in: empty, ~, null, or the _ of the fill-in form."""
        return self.plain and self.text in {"", "~", "null", "_"}


@dataclass(slots=True)
class Sequence:
    """A list."""

    line: int
    column: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys in the order written; a key's node is kept for its place."""

    line: int
    column: int
    pairs: dict[str, tuple[Scalar, "Node"]] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Doc:
    """A YAML file being read: its nodes, and where problems of it go."""

    source: Source
    root: Mapping
    report: Sink

    def at(self, node: Node) -> Place:
        """Where a node begins."""
        return Place(self.source.file, node.line, node.column)


def parse(source: Source, report: Sink) -> Doc | None:
    """The nodes of a file, or None and problems; guarded on the event stream, before anything can grow."""
    builder = _Builder(source, report)
    try:
        for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
            if not builder.take(event):
                return None
    except yaml.YAMLError as error:
        report(explain_syntax(source, error))
        return None
    root = builder.root or Mapping(1, 1)
    if isinstance(root, Scalar) and root.blank:
        root = Mapping(1, 1)
    if not isinstance(root, Mapping):
        place = Place(source.file, root.line, root.column)
        report(blame(source, root.line) or no_mapping(place))
        return None
    return Doc(source, root, report)


def _escaped(value: str, source: Source) -> str:
    """A character that no file may hold, or nobody sees, and that only an escape has brought in; "" if there is none."""
    found = next(forbidden(value), None) or INVISIBLE.search(value)
    return found[0] if found and found[0] not in source.text else ""


def _spot(event: yaml.Event) -> tuple[int, int]:
    """Line and column, counted from 1 in characters."""
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


@dataclass(slots=True)
class _Builder:
    """Puts nodes together event by event; a key waits on the stack for its value."""

    source: Source
    report: Sink
    root: Node | None = None
    stack: list[Sequence | Mapping] = field(default_factory=list)
    keys: list[Scalar | None] = field(default_factory=list)  # beside stack: the key that waits for a value
    documents: int = 0
    nodes: int = 0

    def take(self, event: yaml.Event) -> bool:
        """False: the file cannot be read on, and why has been reported."""
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            return self._open(event)
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            return self._refuse(shorthand(self._place(event), "别名 *"))
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                return self._refuse(second_document(self._place(event)))
            if event.version or event.tags:
                return self._refuse(shorthand(self._place(event), "% 指令"))
        return True

    def _place(self, event: yaml.Event) -> Place:
        line, column = _spot(event)
        return Place(self.source.file, line, column)

    def _refuse(self, problem: Problem) -> bool:
        self.report(problem)
        return False

    def _scalar(self, event: yaml.ScalarEvent) -> bool:
        node = Scalar(*_spot(event), event.value, plain=not event.style)
        if event.style == '"' and (character := _escaped(event.value, self.source)):
            return self._refuse(bad_character(self._place(event), name(character), escaped=True))
        return self._usual(event) and self._add(node)

    def _open(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> bool:
        if not self._usual(event):
            return False
        if len(self.stack) >= MAX_DEPTH:
            return self._refuse(too_deep(self._place(event)))
        make = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
        node = make(*_spot(event))
        if not self._add(node):
            return False
        self.stack.append(node)
        self.keys.append(None)
        return True

    def _usual(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> bool:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            return self._refuse(too_deep(self._place(event)))
        if event.anchor:
            return self._refuse(shorthand(self._place(event), "锚点 &"))
        if event.tag:
            return self._refuse(shorthand(self._place(event), "类型标记 !"))
        return True

    def _add(self, node: Node) -> bool:
        if not self.stack:
            self.root = node
            return True
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return True
        key = self.keys[-1]
        if key is None:
            return self._key(parent, node)
        self.keys[-1] = None
        if key.text not in parent.pairs:
            parent.pairs[key.text] = (key, node)
        return True

    def _key(self, parent: Mapping, node: Node) -> bool:
        place = Place(self.source.file, node.line, node.column)
        if not isinstance(node, Scalar):
            return self._refuse(key_not_text(place))
        if problem := suspicious_indent(self.source, node.line, node.text):
            return self._refuse(problem)
        if node.text in parent.pairs:
            first = parent.pairs[node.text][0]
            self.report(repeated_key(place, node.text, Place(self.source.file, first.line, first.column)))
        self.keys[-1] = node
        return True


@fault("Y102", "同一个键写了两次")
def repeated_key(place: Place, key: str, first: Place) -> Finding:
    """什么：同一层里，同一个键出现了两次。

    为什么：一般的 YAML 程序会悄悄地只留后一个，填的数字就丢了一行。
    怎么改：两处比较一下，留下对的一处，删掉另一处。
    """
    return Finding(place, f"“{key}”写了两次", f"第 {first.line} 行已有“{key}”，请删掉其中一处", (first,))


@fault("Y103", "用了 YAML 的简写功能")
def shorthand(place: Place, what: str) -> Finding:
    """什么：用了锚点（&）、别名（*）、类型标记（!）或 % 指令。

    为什么：年报数据要一眼看得明白；这些功能会让一处改动影响别处，也曾被用来攻击程序。
    怎么改：直接写出数字或文字。如果文字以 & * ! % 开头，请给它加上英文双引号。
    """
    return Finding(
        place, f"这里用了 YAML 的{what}，本工具不接受", "直接写出内容；若这本来就是文字，请加英文双引号"
    )


@fault("Y104", "一个文件里有两份文档")
def second_document(place: Place) -> Finding:
    """什么：文件里有一行“---”，把它分成了两份文档。

    为什么：一个文件只放一份年报，第二份会被漏掉。
    怎么改：删掉这行“---”；如果真有两份内容，请分成两个文件。
    """
    return Finding(place, "一个文件里只能有一份内容，这里开始了第二份", "删掉这行“---”，或分成两个文件")


@fault("Y105", "嵌套太深或内容太多")
def too_deep(place: Place) -> Finding:
    """什么：一层套一层超过 16 层，或者条目超过两万个。

    为什么：年报的格式只有四五层、两百来个数字；超过的多半是写错了，也可能是有意让程序崩溃的文件。
    怎么改：检查方括号 [ ] 和花括号 { } 是否成对。
    """
    return Finding(place, "嵌套太深或条目太多", "检查方括号 [ ] 和花括号 { } 是否成对")


@fault("Y106", "键不是文字")
def key_not_text(place: Place) -> Finding:
    """什么：冒号左边应当是一个名称，现在是列表或花括号。

    为什么：名称用来说明右边的内容是什么。
    怎么改：对照格式，把左边改成规定的名称。
    """
    return Finding(place, "冒号左边应当是一个名称", "对照 nianbao new 生成的空白表填写")


@fault("Y107", "文件里不是“名称: 值”")
def no_mapping(place: Place) -> Finding:
    """什么：整个文件读出来是一段文字或一个列表，不是一行行的“名称: 值”。

    为什么：电脑靠名称知道每个值是什么。
    怎么改：对照 nianbao new 生成的文件，每行写成“名称: 值”，冒号用英文，后面留一个空格。
    """
    return Finding(
        place, "文件里应当是一行行的“名称: 值”", "冒号用英文，后面留一个空格；对照 nianbao new 生成的文件"
    )
