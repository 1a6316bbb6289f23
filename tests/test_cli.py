"""The command line as a clerk meets it: Chinese words, exit codes, defaults."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import click
import pytest
from columns import TABLES, column

from generator import console
from generator.cli import main


def nianbao(*arguments: str | Path, folder: Path | None = None, **env: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "generator", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1", "GITHUB_ACTIONS": ""} | env,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["buil"], "没有“buil”这个命令，您要写的是 build 吗？"),
        (["build", "--strct"], "没有“--strct”这个选项，您要写的是 --strict"),
        (["check", "--format", "xml"], "--format 的值不对：可以是 auto、github、json、junit、sarif、text"),
        (["check", "--jobs", "many"], "--jobs 的值不对"),
        (["new", "zhen"], "缺少 年份"),
        (["new", "zhen", "1999"], "年份 的值不对：应当是 2008 到 2100 的整数"),
        (["init"], "缺少 文件夹"),
        (["check", "a", "b"], "多了或少了参数"),
        (["check", "nowhere"], "“nowhere”里没有 content 文件夹"),
        (["explain", "X999"], "没有“X999”这个编号"),
        (
            ["check", "--select", "X999"],
            "--select 的值不对：没有“X999”这个编号；运行 nianbao explain 列出全部",
        ),
        (["check", "--ignore", "B1", "--ignore", ""], "--ignore 的值不对：没有“”这个编号"),
    ],
)
def test_wrong_use_is_told_in_chinese_and_exits_with_2(tmp_path: Path, arguments: list[str], says: str):
    code, printed, error = nianbao(*arguments, folder=tmp_path)
    assert code == 2
    assert printed == ""
    assert says in error


def test_without_a_command_the_help_is_shown():
    code, printed, _error = nianbao()
    assert code == 2
    assert "用法：" in printed
    assert "命令:" in printed


@pytest.mark.parametrize("command", [None, *main.commands])
def test_every_help_page_is_chinese(command: str | None):
    code, printed, _error = nianbao(*([command] if command else []), "--help")
    assert code == 0
    for english in ("Usage", "Options", "Commands", "Show this", "default:", "[OPTIONS]"):
        assert english not in printed
    assert "显示这份说明。" in printed


def test_default_values_are_these():
    """A default that changes by itself once made a preview stop reloading: hold every one."""
    found = {
        name: {param.name: param.default for param in command.params if isinstance(param, click.Option)}
        for name, command in main.commands.items()
    }
    assert callable(found["check"].pop("today"))
    assert callable(found["build"].pop("today"))
    shared = {"style": "auto", "strict": False, "published": None, "jobs": 0}
    assert {"select", "ignore"} == found["check"].keys() - shared.keys()
    assert {key: found["check"][key] for key in shared} == shared
    assert found["build"] == shared
    assert found["explain"] == found["init"] == {}
    assert {key: found["new"][key] for key in ("name", "kind")} == {"name": "", "kind": ""}
    assert found["serve"] == {"port": None, "poll": False}
    assert found["demo"] == {"agencies": 12, "years": "2016-2025", "seed": 1}
    assert found["rollup"].pop("project") == "."
    assert found["rollup"] == {"address": "", "store": False, "partial": False, "style": "text"}
    assert found["form"].pop("project") == found["import"].pop("project") == "."
    assert found["form"] == {"to": "."}
    asked = {"agency": "", "year": None, "name": "", "published": "", "style": "auto", "jobs": 0}
    assert found["import"] == asked | dict.fromkeys(("zeros", "force", "yes", "dry_run"), False)
    assert set(found) == {
        "check",
        "build",
        "serve",
        "new",
        "form",
        "import",
        "rollup",
        "init",
        "demo",
        "explain",
    }


def test_the_three_exit_codes(tmp_path: Path):
    project = column(tmp_path)
    assert nianbao("check", project)[0] == 0
    assert nianbao("build", project)[0] == 0
    (project / "content/xian/2022.yaml").write_text(f"published: unknown\n{TABLES}", "utf-8")
    assert nianbao("check", project)[0] == 0
    assert nianbao("check", project, "--strict")[0] == 1
    assert nianbao("build", project, "--strict")[0] == 1
    (project / "content/xian/2022.yaml").write_text("published: 2023-03-20\n", "utf-8")
    assert nianbao("check", project)[0] == 1
    assert nianbao("build", project)[0] == 1


def test_json_is_all_there_is_on_the_output(tmp_path: Path):
    project = column(tmp_path, {"xian/2022.yaml": f"published: unknown\n{TABLES}", "xian/2024.yaml": TABLES})
    for command in ("check", "build"):
        _code, printed, error = nianbao(command, project, "--format", "json")
        data = json.loads(printed)
        assert data["drafts"] == ["content/xian/2024.yaml"]
        assert data["reports"] == 5
        assert "秒）" in error
    assert {problem["code"] for problem in data["problems"]} == {"P101"}


def test_codes_can_be_chosen(tmp_path: Path):
    wrong = TABLES.replace("requests: {fill: 0}", "requests: {fill: 0, received: [1, 0, 0, 0, 0, 0, 2]}")
    project = column(tmp_path, {"xian/2023.yaml": f"published: unknown\n{wrong}"})

    def codes(*arguments: str) -> tuple[int, set[str]]:
        code, printed, _error = nianbao("check", project, "--format", "json", *arguments)
        return code, {problem["code"] for problem in json.loads(printed)["problems"]} & {
            "B101",
            "B103",
            "P101",
        }

    assert codes() == (1, {"B101", "B103", "P101"})
    assert codes("--select", "P101") == (0, {"P101"})
    assert codes("--select", "P101", "--strict") == (1, {"P101"})
    assert codes("--select", "b10", "--ignore", "B103") == (1, {"B101"})
    assert codes("--ignore", "B1") == (0, {"P101"})
    assert codes("--select", "B", "--ignore", "B") == (0, set())


def test_what_is_waived_does_not_fail(tmp_path: Path):
    wrong = TABLES.replace("requests: {fill: 0}", "requests: {fill: 0, received: [1, 0, 0, 0, 0, 0, 2]}")
    reason = "waive: {B101: 当年公布的数字如此, B103: 当年公布的数字如此}\n"
    project = column(tmp_path, {"xian/2023.yaml": f"published: 2024-03-20\n{reason}{wrong}"})
    code, printed, _error = nianbao("check", project)
    assert code == 0, printed
    assert "B10" not in printed


def test_under_github_problems_are_annotations_from_the_root_of_the_repository(tmp_path: Path):
    project = column(tmp_path / "repo/site-a", {"xian/2023.yaml": f"published: unknown\n{TABLES}"})
    (tmp_path / "repo/.git").mkdir()
    for folder, name in ((tmp_path / "repo", "site-a"), (project, ".")):
        code, printed, error = nianbao("check", name, folder=folder, GITHUB_ACTIONS="true")
        assert code == 0
        assert "::warning file=site-a/content/xian/2023.yaml,line=1,col=12,title=P101 " in printed
        assert all(line.startswith("::") for line in printed.splitlines())
        assert "检查了 4 份年报" in error
    assert "检查了 4 份年报" in nianbao("check", "--format", "text", folder=project, GITHUB_ACTIONS="true")[1]


@pytest.mark.parametrize("style", ["json", "sarif", "junit"])
@pytest.mark.parametrize("command", ["check", "build"])
def test_formats_for_programs_are_alone_on_the_output(tmp_path: Path, command: str, style: str):
    project = column(tmp_path, {"xian/2024.yaml": TABLES})
    _code, printed, error = nianbao(command, project, "--format", style)
    assert json.loads(printed) if style != "junit" else ET.fromstring(printed).get("tests") == "5"
    assert "秒）" in error


def test_a_folder_that_is_not_ours_is_refused_in_words(tmp_path: Path):
    project = column(tmp_path, {"../site/mine.txt": "mine"})
    code, printed, _error = nianbao("build", project)
    assert code == 1
    assert "O101" in printed
    assert (project / "site/mine.txt").read_text("utf-8") == "mine"


def test_it_works_from_any_folder_and_with_any_locale(tmp_path: Path):
    project = column(tmp_path / "县")
    first = nianbao("build", project, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="utf-8")
    assert first[0] == 0
    before = (project / "site/manifest.json").read_bytes()
    assert nianbao("build", folder=project, TZ="America/New_York", LC_ALL="C.UTF-8")[0] == 0
    assert (project / "site/manifest.json").read_bytes() == before


def test_many_problems_are_counted_not_scrolled_away(tmp_path: Path):
    rows = "".join(f"  x{number}: [0]\n" for number in range(60))
    project = column(
        tmp_path,
        {
            "xian/2022.yaml": f"published: 2023-03-20\nrequests:\n  fill: 0\n{rows}{TABLES.replace('requests: {fill: 0}', '')}"
        },
    )
    _code, printed, _error = nianbao("check", project)
    assert printed.count("S101") == 50
    assert "还有 10 个问题没有列出" in printed
    assert "60 个错误" in printed


def test_a_bar_appears_on_a_terminal_when_work_takes_long(monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr(console, "_AFTER", 0.0)
    step = console.progress("检查")
    for done in range(5):
        step(done, 4)
    shown = capsys.readouterr().err
    assert "检查 [##################------------------] 2/4" in shown
    assert shown.endswith("\r")


def test_explain_lists_everything_and_shows_one_page():
    code, printed, _error = nianbao("explain")
    assert code == 0
    assert "B101  错误  第一项加第二项，不等于第三项加第四项" in printed
    code, printed, _error = nianbao("explain", "b101")
    assert code == 0
    assert "怎么改：" in printed


def test_the_wheel_works_in_an_empty_folder(tmp_path: Path):
    """It carries the editions and the theme."""
    root = Path(__file__).parents[1]
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*build, "--wheel-dir", str(tmp_path), str(root)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    where = {"PYTHONPATH": str(tmp_path / "installed")}
    folder = tmp_path / "empty"
    folder.mkdir()
    assert nianbao("init", ".", folder=folder, **where)[0] == 0
    assert (
        nianbao(
            "new", "zhen", "2024", "--name", "青山镇人民政府", "--kind", "township", folder=folder, **where
        )[0]
        == 0
    )
    path = folder / "content/zhen/2024.yaml"
    path.write_text(
        path.read_text("utf-8").replace("# published", "published").replace("_, ", "0, ").replace("_]", "0]"),
        "utf-8",
    )
    words = folder / "content/zhen/2024.md"
    words.write_text(words.read_text("utf-8").replace("\n\n#", "\n\n无。\n\n#") + "\n无。\n", "utf-8")
    code, printed, error = nianbao("build", folder=folder, **where)
    assert code == 0, printed + error
    assert (folder / "site/zhen/2024.html").is_file()
    used = subprocess.run(
        [sys.executable, "-c", "import generator.themes as t; print(t.CARRIED)"],
        env=os.environ | where,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert used.stdout.strip() == str(tmp_path / "installed/generator/themes")


def test_a_build_may_be_started_from_inside_the_site_that_it_replaces(tmp_path: Path):
    project = column(tmp_path)
    assert nianbao("build", folder=project)[0] == 0
    words = project / "content/xian/2023.md"
    good = words.read_text("utf-8")
    words.write_text(good.replace("正常", "<b>正常</b>"), "utf-8")
    code, said, _errors = nianbao("build", "..", folder=project / "site")
    assert code == 1
    assert "| 按规定公开" in said  # the line is shown
    words.write_text(good.replace("正常", "良好"), "utf-8")
    assert nianbao("build", "..", folder=project / "site")[0] == 0


def test_a_terminal_that_stands_in_a_folder_that_is_gone_is_told_so(tmp_path: Path, monkeypatch, capsys):
    gone = tmp_path / "site"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert console.run(main, ["build", str(column(tmp_path / "p"))]) == 2
    assert capsys.readouterr().err == "现在所在的文件夹已经不在了：先用 cd 换到项目文件夹，再运行一次\n"
