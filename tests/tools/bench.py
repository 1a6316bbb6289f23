"""How fast and how large: a made-up column with all downloads, built clean and built again; then CPU by stage.

`python tests/tools/bench.py [AGENCIES]`: ten report years each; figures are for the whole process unless they say so.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generator import outputs, rules, unit
from generator.editions.load import editions
from generator.marks import marks
from generator.pages.report import Setting, report_page, report_view
from generator.problems import Problem
from generator.proof import Proof
from generator.read.nodes import parse
from generator.read.report import read_report
from generator.read.text import load
from generator.read.tree import read_tree
from generator.themes import find_theme

PROGRAM = [sys.executable, "-m", "generator"]


def timed(name: str, *arguments: str) -> None:
    """One command, with all processes that it starts."""
    began = time.perf_counter()
    process = subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _number, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    cpu = used.ru_utime + used.ru_stime
    print(f"{name:<42}{wall:8.2f} s wall {cpu:8.2f} s cpu   largest process {peak:5.0f} MB")


def builds(project: Path, formats: str) -> None:
    """Built clean, then again after what editors do."""
    settings, report = project / "content/site.yaml", next(project.rglob("2023.md"))
    site = re.sub(r"\ndownloads:.*", "", settings.read_text("utf-8").rstrip())
    settings.write_text(f"{site}\ndownloads: [{formats}]\n", "utf-8")
    shutil.rmtree(project / "site", ignore_errors=True)
    timed(f"build, clean: {formats}", "build", str(project))
    timed("  nothing changed", "build", str(project))
    report.write_text(report.read_text("utf-8") + "\n又记一项。\n", "utf-8")
    timed("  one report changed", "build", str(project))
    settings.write_text(re.sub(r"(\ndescription: .*)", r"\1。", settings.read_text("utf-8")), "utf-8")
    timed("  one setting changed", "build", str(project))
    sizes = [file.stat().st_size for file in (project / "site").rglob("*") if file.is_file()]
    print(f"  {len(sizes)} files, {sum(sizes) / 1024 / 1024:.0f} MB")


def stages(project: Path) -> None:
    """CPU of each stage for one report, over some 200 of them."""
    ignore: list[Problem] = []
    tree = read_tree(project, ignore.append)
    theme = find_theme("default", project, ignore.append)
    draw = unit.plan(tree.site, theme, project).renderer()
    assert draw
    found = [(agency, files) for agency in tree.site.agencies for files in tree.reports[agency.path]][:200]
    reports = [read_report(files, agency, editions(), ignore.append) for agency, files in found]
    sources = [load(files.data, "a.yaml", ignore.append) for _agency, files in found]

    def page(report) -> tuple[bytes, list[tuple[bytes, tuple[str, ...]]]]:
        at = report_page(report, tree.site, ())
        setting = Setting(tree.site, (), draw.tables(report), (), None, None)
        html = draw.page("report.html", at, report=report_view(report, at, setting))
        return html, draw.cut(report.edition, setting.tables)

    def cpu(name: str, do: Callable[[int], object]) -> None:
        began = time.process_time()
        for at in range(len(found)):
            do(at)
        print(f"  {name:<26}{(time.process_time() - began) / len(found) * 1000:8.3f} ms")

    print("CPU a report")
    cpu("YAML to nodes", lambda at: parse(sources[at], ignore.append))
    cpu("reading in all", lambda at: read_report(found[at][1], found[at][0], editions(), ignore.append))
    cpu("checks", lambda at: rules.check(rules.Case(reports[at])))
    orders = [outputs.Order(report, tree.site, (), ignore.append) for report in reports if report]
    for name in tree.site.downloads:
        cpu(f"download: {name}", lambda at, name=name: outputs.write(name, orders[at]))
    cpu("page", lambda at: page(reports[at]))
    drawn = [page(report) for report in reports]
    seen = Proof()
    cpu("proof", lambda at: seen.look(f"{at % 100}/a.html", "report.html", marks(*drawn[at])))


def main() -> None:
    agencies = sys.argv[1] if len(sys.argv) > 1 else "100"
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "county"
        print(f"{int(agencies) * 10} reports, {os.cpu_count()} processors")
        timed("--help", "--help")
        timed("demo", "demo", str(project), "--agencies", agencies, "--years", "2016-2025")
        timed("check", "check", str(project))
        builds(project, "csv, json")
        shutil.rmtree(project / "site")
        timed("build, clean, one process", "build", str(project), "--jobs", "1")
        builds(project, "pdf, docx, xlsx, csv, json")
        stages(project)


if __name__ == "__main__":
    main()
