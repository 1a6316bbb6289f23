"""Changes after publication."""

from collections.abc import Iterator

from generator.problems import Finding, Place
from generator.rules import Column, column_rule


@column_rule("P105", "发布后有改动，没有更正记录")
def changed_without_a_word(column: Column) -> Iterator[Finding]:
    """什么：年报发布后内容有改动，但没有登记更正记录。只在用 --published 给出上一次发布的清单时检查。

    为什么：已公布的法定报告不能悄悄改动；评估中「发布后有变动」是被点名的问题。
    怎么改：在 revisions 里加一条：date（更正日期）和 reason（更正了什么）；不该改的，改回原样。
    依据：国办公开办函〔2021〕30号「不按时发布、发布内容不准确不全面」；中国社科院政府透明度评估。
    """
    for fact in column.facts:
        entry = (column.published or {}).get(f"{fact.agency.path}/{fact.year}")
        if (
            entry
            and not fact.draft
            and entry["digest"] != fact.digest
            and entry["revisions"] == fact.revisions
        ):
            hint = "在 revisions 里加一条 date（更正日期）和 reason（原因）；不该改的，改回原样"
            yield Finding(Place(fact.file), f"{fact.year} 年报发布后有改动，没有登记更正记录", hint)
