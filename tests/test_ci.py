"""Ready for CI: every workflow of docs/ci.md holds to its platform's schema, and what it runs is what we have."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from columns import column

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
BLOCKS = re.findall(
    r"^```yaml\n# (\S+)\n(.*?)^```", (ROOT / "docs/ci.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
SCHEMAS = {".github/workflows/": "vendor.github-workflows", ".gitlab-ci.yml": "vendor.gitlab-ci"}
NAMES = [name for name, _text in BLOCKS]


def run(*command: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)


def schema(path: Path, name: str) -> subprocess.CompletedProcess[str]:
    """The schemas are those that come with check-jsonschema: no network is asked."""
    return run(BIN / "check-jsonschema", "--builtin-schema", name, path)


def test_the_document_has_what_it_promises():
    assert sorted(set(NAMES)) == [
        ".github/workflows/check.yml",
        ".github/workflows/publish.yml",
        ".github/workflows/scan.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
    ]
    text = (ROOT / "docs/ci.md").read_text("utf-8")
    assert text.count("```yaml\n") == len(BLOCKS)


@pytest.mark.parametrize(("name", "text"), BLOCKS, ids=[f"{at}-{name}" for at, name in enumerate(NAMES)])
def test_an_example_holds_to_its_schema(name: str, text: str, tmp_path: Path):
    assert yaml.safe_load(text)
    path = tmp_path / Path(name).name
    path.write_text(text, "utf-8")
    if name == ".pre-commit-config.yaml":
        done = run(BIN / "pre-commit", "validate-config", path)
    else:
        done = schema(path, next(found for start, found in SCHEMAS.items() if name.startswith(start)))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schemas_see_what_is_wrong(tmp_path: Path):
    path = tmp_path / "check.yml"
    path.write_text(BLOCKS[0][1].replace("runs-on", "runs_on"), "utf-8")
    assert schema(path, "vendor.github-workflows").returncode == 1


def commands() -> list[str]:
    return sorted({
        found
        for name, text in BLOCKS
        if name != ".pre-commit-config.yaml"
        for found in re.findall(r"nianbao (?:check|build)[^|>\n]*", text)
    })


@pytest.mark.parametrize("command", commands())
def test_what_an_example_runs_is_a_command_of_ours(command: str, tmp_path: Path):
    done = run(sys.executable, "-m", "generator", *shlex.split(command)[1:], folder=column(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_is_a_hook():
    done = run(BIN / "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["id"] == "nianbao-check"
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "content/xian/2023.yaml")
    assert not re.search(hook["files"], "site/content/2023.yaml")


def test_the_hook_checks_a_column(tmp_path: Path):
    """As pre-commit does: in a repository, with the files of a commit."""
    project = column(tmp_path, {"xian/2023.yaml": "published: 2024-03-20\n"})
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
    run(*git, "init", folder=project)
    run(*git, "add", ".", folder=project)
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    # The package that runs these tests, instead of one that pre-commit would install from a package index.
    local = hook | {"language": "system", "entry": f"{sys.executable} -m generator check"}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    done = run(BIN / "pre-commit", "run", "--files", "content/xian/2023.md", folder=project)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "content/xian/2023.yaml:1:1: 错误 S102" in done.stdout
    assert run(BIN / "pre-commit", "run", "--files", "README.md", folder=project).returncode == 0
