"""Every kind of problem, in files an editor can read: tests/cases/*.md (see tests/cases/README.md)."""

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from generator import build
from generator.manuals import manuals
from generator.problems import Level
from generator.show import LEVELS

FOLDER = Path(__file__).parent / "cases"
HERE = "content/zhen/"
FILES = {
    "content/site.yaml": "title: 政府信息公开年报\n"
    "url: http://www.example.gov.cn/nianbao/\n"
    "portal: {name: 某县政府网, url: http://www.example.gov.cn/, id_code: '0000000000'}\n"
    "footer: {organizer: 某县人民政府办公室, phone: 0000-1234567, icp: 某ICP备00000000号, police: 某公网安备00000000000000号, "
    "error_report: http://www.example.gov.cn/jiucuo/, badge: http://www.example.gov.cn/biaozhi/}\n",
    HERE + "agency.yaml": "name: 青山镇人民政府\nkind: township\ncontact: {phone: 0000-1234567}\n",
    HERE + "2023.yaml": "published: 2024-01-20\n"
    "proactive_disclosure: {fill: 0}\nrequests: {fill: 0}\nreconsideration_and_litigation: {fill: 0}\n",
    HERE
    + "2023.md": "## 一、总体情况\n\n按规定公开。主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障"
    "各项工作正常，工作考核合格，社会评议良好，没有责任追究。\n\n## 五、存在的主要问题及改进情况\n\n"
    "公开不够及时的问题，已经改进：文件和解读一同送审、一同发布，按季度检查。"
    "查阅方式单一的问题，正在改进：在服务大厅增设查阅点。\n\n## 六、其他需要报告的事项\n\n本年度没有收取信息处理费。\n",
}
_BLOCK = re.compile(r"^(`{3,})(.*)\n((?:(?!\1).*\n)*?)\1 *$", re.MULTILINE)
TODAY = date(2026, 6, 30)
ABSENT = b"absent"
_ENCODINGS = {"gbk": "gb18030", "utf-16": "utf-16"}


@dataclass(frozen=True)
class Case:
    page: str
    title: str
    files: dict[str, bytes]
    expected: str
    only: tuple[str, ...] = ()  # beginnings of codes; errors are shown all the same

    def __str__(self) -> str:
        return f"{self.page}: {self.title}"


def parts(text: str) -> list[str]:
    """The page's introduction, then a part a title; a title inside a code block is no title."""
    found, fenced = [""], False
    for line in text.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            found.append("")
        found[-1] += line
    return found


def cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        if path.name == "README.md":
            continue
        introduction, *titled = parts(path.read_text("utf-8"))
        only = re.search(r"只列出 ([A-Z0-9、]+) 开头的问题", introduction)
        for part in titled:
            title = part.split("\n", 1)[0].removeprefix("## ").strip()
            files, expected = {}, ""
            for _fence, info, body in _BLOCK.findall(part):
                name, *flags = info.split()[1:] or [""]
                if name:
                    files[name if name.startswith("content/") else HERE + name] = encoded(body, flags)
                else:
                    expected = body
            codes = tuple(only[1].split("、")) if only else ()
            found.append(Case(path.stem, title, files, expected, codes))
    return found


def encoded(body: str, flags: list[str]) -> bytes:
    """The bytes of a file; flags say what a page of Markdown cannot show."""
    if "escapes" in flags:
        body = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), body)
    if "crlf" in flags:
        body = body.replace("\n", "\r\n")
    if "absent" in flags:
        return ABSENT
    if "huge" in flags:
        body = body.replace("大", "大" * 100_000)
    if "bom" in flags:
        body = "\ufeff" + body
    encoding = next((_ENCODINGS[flag] for flag in flags if flag in _ENCODINGS), "utf-8")
    return body.encode(encoding)


CASES = cases()


def told(project: Path, only: tuple[str, ...] = ()) -> str:
    """What `check` says, without the source lines; the agency's folder is left out of the places."""
    outcome = build.check(project, build.Options(jobs=1, today=TODAY))
    problems = sorted([*outcome.problems, *(p for draft in outcome.drafts for p in draft.problems)])
    out = []
    for problem in problems:
        if only and problem.level != Level.ERROR and not problem.code.startswith(only):
            continue
        out.append(f"{problem.place}: {LEVELS[problem.level]} {problem.code} {problem.message}\n")
        out += [f"    {problem.hint}\n"] if problem.hint else []
    return "".join(out).replace(HERE, "")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, tmp_path: Path):
    files = {name: text.encode() for name, text in FILES.items()} | case.files
    for name, body in files.items():
        if body == ABSENT:
            continue
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    said = told(tmp_path, case.only)
    if os.environ.get("UPDATE_CASES"):
        update(case, said)
    assert said == case.expected


def update(case: Case, said: str) -> None:
    """Write down what is said now; read it as a clerk would before you commit it."""
    path = FOLDER / f"{case.page}.md"
    found = parts(path.read_text("utf-8"))
    at = next(at for at, part in enumerate(found) if part.startswith(f"## {case.title}\n"))
    last = [block for block in _BLOCK.finditer(found[at]) if not block[2].strip()][-1]
    found[at] = found[at][: last.start()] + f"```\n{said}```\n" + found[at][last.end() + 1 :]
    path.write_text("".join(found), "utf-8")


def test_every_code_has_a_case_that_fails_and_a_full_manual_page():
    shown = "".join(case.expected for case in CASES)
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    untested = [
        code for code in manuals() if f" {code} " not in shown and not re.search(rf'["\s]{code}\b', tests)
    ]
    assert untested == []
    for page in manuals().values():
        for heading in ("什么：", "为什么：", "怎么改："):
            assert heading in page.text, (page.code, heading)
        assert "\n" not in page.title


def test_the_plain_column_of_the_cases_has_no_problem():
    assert any(not case.expected for case in CASES)
