"""The shape of the code: small modules with a first line, imports that point one way, two doors to the disk."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "generator"
MODULES = sorted(ROOT.rglob("*.py"))
# A module imports only from its own stage and from those before it.
STAGES = [
    "problems",
    "editions charts",
    "checks downloads",
    "model",
    "read",
    "rollup",
    "rules",
    "pages outputs opendata",
    "themes render sources refill search deploy",
    "importers fill_in fill_in_tables",
    "swap manifest write marks proof",
    "cache",
    "unit published",
    "pool",
    "build new demo manuals show aggregate plain bring_in trial",
    "overlay watch serve",
    "console cli_new cli_import cli_rollup cli",
    "__main__",
]
ORDER = {name: place for place, names in enumerate(STAGES) for name in names.split()}
# Who may open, create or remove files: reading content, themes and editions; writing the site, new files, demo, preview.
DOORS = {
    "read/text.py",
    "read/tree.py",
    "editions/load.py",
    "themes.py",
    "swap.py",
    "write.py",
    "new.py",
    "unit.py",
    "cache.py",
}
DOORS |= {
    "read/report.py",
    "show/result.py",
    "proof.py",
    "serve.py",
    "published.py",
    "demo/__init__.py",
    "aggregate.py",
    "importers/limits.py",
    "importers/office.py",
    "bring_in.py",
    "trial.py",
    "search/__init__.py",
}
# These open what is in memory.
DOORS |= {"importers/archive.py", "importers/html_flow.py", "importers/pdf.py"}
_FILE_CALLS = re.compile(
    r"\.(?:open|read_text|read_bytes|write_text|write_bytes|unlink|mkdir|rmdir)\(|\bopen\(|rmtree"
)


def name_of(path: Path) -> str:
    return ".".join(("generator", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")


def stage(module: str) -> int:
    """The place of a module in the order; the package itself comes first."""
    parts = module.split(".")
    return ORDER[parts[1]] if len(parts) > 1 else -1


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("generator"):
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "generator"
                else [node.module]
            )
            found += names
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.startswith("generator.")]
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path):
    here = name_of(path)
    assert [name for name in imports(path) if stage(name) > stage(here)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_small_and_introduced(path: Path):
    text = path.read_text("utf-8")
    assert text.count("\n") < 300
    assert ast.get_docstring(ast.parse(text)), "say in one line what is here"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_are_touched_at_the_doors_only(path: Path):
    if path.relative_to(ROOT).as_posix() not in DOORS:
        assert _FILE_CALLS.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_silenced_lint_has_its_reason(path: Path):
    for line in path.read_text("utf-8").splitlines():
        if "# noqa" in line or "type: ignore" in line:
            assert (
                re.search(r"(?:# noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]) +\(.+\)", line)
                or "  # " in line.split("# type: ignore")[-1]
            ), line


def test_only_the_command_line_prints():
    for path in MODULES:
        if path.name not in {"cli.py", "cli_new.py", "cli_import.py", "cli_rollup.py", "console.py"}:
            assert not re.search(r"\bprint\(|click\.echo", path.read_text("utf-8")), path


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]):
    """Start-up time is a feature: what is heavy is imported by the command that needs it."""
    heavy = ["jinja2", "yaml", "markdown_it", "livereload", "tornado", "watchfiles", "multiprocessing"]
    code = (
        "import sys\nfrom generator.console import run\nfrom generator import cli\n"
        f"run(cli.main, {arguments!r})\n"
        f"sys.exit(' '.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_checking_does_not_import_the_server():
    code = "import sys, generator.build\nsys.exit(' '.join(n for n in ('livereload', 'tornado') if n in sys.modules) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
