"""The docs are true: generated pages are current, every key and format is described, README's commands do what it shows."""

import os
import re
import shutil
from pathlib import Path

import click
import pytest
from console import run

from generator import show
from generator.checks import LABELS, Checks
from generator.cli import main
from generator.console import Command
from generator.downloads import FORMATS
from generator.editions.load import editions
from generator.manuals import manuals
from generator.read import agency, report, site, words

ROOT = Path(__file__).parents[1]
UPDATE = "UPDATE_DOCS=1 pytest tests/test_docs.py 会重新生成这一页。"


def rules_page() -> str:
    out = [
        f"# 问题编号\n\n`nianbao check` 会指出的全部问题；也可以用 `nianbao explain 编号` 查看。\n\n<!-- {UPDATE} -->\n"
    ]
    out.append("\n| 编号 | 级别 | 问题 |\n| --- | --- | --- |\n")
    pages = manuals().values()
    out += [f"| [{p.code}](#{p.code.lower()}) | {show.LEVELS[p.level]} | {p.title} |\n" for p in pages]
    for page in pages:
        text = re.sub(r"([\\*\[\]<>_`])", r"\\\1", page.text).replace("\n", "\n\n")
        text = re.sub(r"^(什么|为什么|怎么改|依据)：", r"**\1**：", text, flags=re.MULTILINE)
        text = re.sub(r"\n{3,}", "\n\n", text)
        out.append(f"\n## {page.code}\n\n{page.title}（{show.LEVELS[page.level]}）\n\n{text}\n")
    return "".join(out)


def commands_page() -> str:
    out = [f"# 命令\n\n每个命令的说明，和 `nianbao 命令 --help` 显示的一样。\n\n<!-- {UPDATE} -->\n"]
    for command in [main, *main.commands.values()]:
        context = click.Context(main, info_name="nianbao", terminal_width=100)
        if command is not main:
            context = Command.context_class(
                command, parent=context, info_name=command.name, terminal_width=100
            )
        else:
            context = Command.context_class(main, info_name="nianbao", terminal_width=100)
        out.append(f"\n## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n")
    return "".join(out)


def checks_table() -> str:
    rows = [f"| `{key}` | {label} | `{getattr(Checks(), key)}` |\n" for key, label in LABELS.items()]
    return "".join(["| 名称 | 意思 | 默认 |\n| --- | --- | --- |\n", *rows])


def test_the_thresholds_are_listed_with_their_defaults():
    path = ROOT / "docs/files.md"
    head, mark, _table = path.read_text("utf-8").partition("<!-- checks -->\n")
    page = f"{head}{mark}\n{checks_table()}"
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(page, "utf-8")
    assert path.read_text("utf-8") == page


@pytest.mark.parametrize(("name", "page"), [("rules.md", rules_page), ("commands.md", commands_page)])
def test_generated_pages_are_current(name: str, page):
    path = ROOT / "docs" / name
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(page(), "utf-8")
    assert path.read_text("utf-8") == page()


def test_every_key_that_an_editor_may_write_is_described():
    text = (ROOT / "docs/files.md").read_text("utf-8")
    for keys in (
        *(site._KEYS, site._PORTAL, site._LINK, site._FOOTER),
        *(agency._KEYS, agency._CONTACT, agency._YEARS),
        *(report._KEYS, report._FEE, report._REVISION, report._SCOPES),
        *(words._KEYS, words._WORD),
    ):
        for key in keys:
            assert f"`{key}`" in text, key
    for edition in editions().all:
        assert edition.document in text
        for table in edition.tables:
            assert f"`{table.id}`" in text
    for kind in agency.AgencyKind:
        assert f"`{kind.value}`" in text


def test_every_format_is_described():
    text = (ROOT / "docs/formats.md").read_text("utf-8")
    for name in (*show.FORMATS, *FORMATS):
        assert f"`{name}`" in text, name
    for key in re.findall(
        r'^        "(\w+)":', (ROOT / "generator/outputs/data.py").read_text("utf-8"), flags=re.MULTILINE
    ):
        assert f"`{key}`" in text, key


def test_every_value_a_template_is_given_is_described():
    import dataclasses

    from generator.pages import guide_views, report_views, views

    text = (ROOT / "docs/themes.md").read_text("utf-8")
    for name, kind in (vars(views) | vars(report_views) | vars(guide_views)).items():
        if dataclasses.is_dataclass(kind):
            assert f"`{name}`" in text, name
    for template in (ROOT / "themes/default/templates").iterdir():
        assert f"`{template.name}`" in text, template.name


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_what_the_readme_types_does_what_it_shows(name: str, tmp_path: Path):
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        said = run(block, tmp_path)
        if os.environ.get("UPDATE_DOCS"):
            text = text.replace(block, said)
            (ROOT / name).write_text(text, "utf-8")
        assert said == block


def test_the_commands_of_the_readme_are_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(
        re.findall(
            r"`make (\w+)`",
            (ROOT / "README.md").read_text("utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
        )
    ):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_links_between_documents_lead_somewhere():
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        prose = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        for link in re.findall(r"(?<!\\)\]\((?!https?:|#)([^)#]+)", prose):
            assert (path.parent / link).exists(), (path.name, link)


def test_the_sample_column_checks_without_error(tmp_path: Path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    said = run("$ nianbao check\n$ nianbao build\n", tmp_path)
    assert "? 1" not in said
    assert "生成了 1 份年报" in said


def test_every_kind_of_old_file_and_every_option_of_the_import_is_described():
    from generator.cli_import import bring_in
    from generator.importers.readers import SUFFIXES

    text = (ROOT / "docs/import.md").read_text("utf-8")
    for suffix in SUFFIXES:
        assert f"`{suffix}`" in text, suffix
    for name in (
        "--agency",
        "--year",
        "--name",
        "--published",
        "--blank-as-zero",
        "--force",
        "--yes",
        "--dry-run",
    ):
        assert any(name in option.opts for option in bring_in.params), name
        assert name in text, name
