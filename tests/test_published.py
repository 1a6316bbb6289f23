"""A published report that was changed: silently, or with a word."""

from pathlib import Path

import pytest
from columns import MARKDOWN, TABLES, column

from generator.build import Options, build, check

ONE_MORE = MARKDOWN.replace("按规定公开", "按规定及时公开")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = column(tmp_path)
    assert build(project, project / "site", Options(jobs=1)).published
    (project / "site/manifest.json").rename(tmp_path / "last.json")
    return project


def codes(project: Path, manifest: str = "last.json") -> list[str]:
    outcome = check(project, Options(jobs=1, published=project / manifest))
    return [f"{problem.place.file} {problem.code}" for problem in outcome.problems]


def test_nothing_changed(project: Path):
    assert codes(project) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2023.md", ONE_MORE),
        ("2023.yaml", f"published: 2024-03-21\n{TABLES}"),
        ("2023.yaml", f"published: 2024-03-20\nnotes: {{requests: 另有说明}}\n{TABLES}"),
    ],
)
def test_a_silent_change_is_found(project: Path, name: str, text: str):
    (project / "content/xian" / name).write_text(text, "utf-8")
    assert codes(project) == ["content/xian/2023.yaml P105"]


def test_a_change_with_a_word_is_fine(project: Path):
    (project / "content/xian/2023.md").write_text(ONE_MORE, "utf-8")
    more = f"published: 2024-03-20\nrevisions: [{{date: 2024-05-06, reason: 更正一处}}]\n{TABLES}"
    (project / "content/xian/2023.yaml").write_text(more, "utf-8")
    assert codes(project) == []


def test_a_new_report_is_no_change(project: Path):
    column(project, {"xian/2021.yaml": f"published: 2022-03-20\n{TABLES}", "xian/2021.md": MARKDOWN})
    assert codes(project) == []


@pytest.mark.parametrize("text", ["", "[]", '{"files": {}}', '{"reports": {"a": 1}}'])
def test_what_is_no_manifest_of_ours_is_said(project: Path, text: str):
    (project / "other.json").write_text(text, "utf-8")
    assert [code.rsplit(" ", 1)[1] for code in codes(project, "other.json")] == ["P108"]
    assert [code.rsplit(" ", 1)[1] for code in codes(project, "none.json")] == ["P108"]


def test_it_can_be_waived(project: Path):
    (project / "content/xian/2023.yaml").write_text(
        f"published: 2024-03-21\nwaive: {{P105: 日期录错}}\n{TABLES}", "utf-8"
    )
    assert codes(project) == []
