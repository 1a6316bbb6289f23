"""What need not be done again: an unchanged report's downloads are never rendered anew, a changed one's always."""

import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from importlib import metadata
from io import BytesIO
from pathlib import Path

import pytest
from columns import MARKDOWN, RICH, SETTINGS, TABLES, column, files_of

from generator import cache, outputs, serve
from generator.build import Options, Outcome, build
from generator.cache import made_from, made_with
from generator.downloads import FORMATS
from generator.editions.load import editions
from generator.model import (
    Agency,
    AgencyKind,
    Contact,
    NarrativePart,
    Passage,
    ProcessingFee,
    Report,
    Revision,
    Site,
)
from generator.outputs import Order, settings
from generator.problems import Level, Place, Problem
from generator.read.report import read_report
from generator.read.tree import read_tree
from generator.rules import Case, check

CHEAP = "csv, json, xlsx, docx"
ALL = f"{CHEAP}, pdf"
REPORTS = ["xian/2022", "xian/2023", "xian/zhen/2020", "xian/zhen/2023"]
FIGURES = """published: 2024-03-20
notes: {requests.received: 含网上申请}
proactive_disclosure: {fill: 0}
requests:
  fill: 0
  received: [3, 0, 0, 0, 0, 0]
  results: {granted: [3, 0, 0, 0, 0, 0]}
reconsideration_and_litigation: {fill: 0}
"""
WAIVED = f"""published: 2023-03-20
waive: {{B104: 当年已按此公布}}
{TABLES.replace("litigation: {fill: 0}", "litigation: {fill: 0, reconsideration: [1, 0, 0, 0, 0]}")}"""


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that writers have made, in the order in which they did."""
    names: list[str] = []
    real = outputs.write

    def write(name: str, order: Order) -> bytes | None:
        names.append(f"{order.report.agency.path}/{order.report.year}.{name}")
        return real(name, order)

    monkeypatch.setattr(outputs, "write", write)
    return names


def chosen(folder: Path, names: str = "csv", files: dict[str, str] | None = None) -> Path:
    site = f"title: 政府信息公开年报\n{SETTINGS}downloads: [{names}]\n"
    return column(
        folder, {"site.yaml": site, "xian/2022.yaml": WAIVED, "xian/2023.yaml": FIGURES, **(files or {})}
    )


def made(project: Path, target: Path | None = None, **options) -> Outcome:
    outcome = build(project, target or project / "site", Options(**{"jobs": 1, **options}))
    assert outcome.published
    return outcome


def again(project: Path, rendered: list[str]) -> list[str]:
    """What one more build renders; whatever that is, it says and writes the very same as a clean build."""
    rendered.clear()
    outcome = made(project)
    found = sorted(rendered)
    clean = project.with_name(f"{project.name}-clean") / "site"
    clean.parent.mkdir()
    assert made(project, clean).problems == outcome.problems
    assert files_of(clean) == files_of(project / "site")
    shutil.rmtree(clean.parent)
    return found


def edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / "content" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def manifest(project: Path) -> dict[str, dict[str, object]]:
    return json.loads((project / "site/manifest.json").read_bytes())


# --- What is rendered ---


def test_nothing_is_rendered_again_while_nothing_changes(tmp_path: Path, rendered: list[str]):
    project = chosen(tmp_path / "p", ALL)
    made(project)
    assert len(rendered) == len(REPORTS) * len(FORMATS)
    assert again(project, rendered) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "reports"),
    [
        ("xian/2023.yaml", "[3, 0, 0, 0, 0, 0]", "[4, 0, 0, 0, 0, 0]", ["xian/2023"]),
        ("xian/2023.yaml", "含网上申请", "含信函申请", ["xian/2023"]),
        ("xian/2023.yaml", "2024-03-20", "2024-03-21", ["xian/2023"]),
        ("xian/2022.yaml", "当年已按此公布", "当年即按此公布", ["xian/2022"]),
        ("xian/zhen/2020.md", "不够及时", "不很及时", ["xian/zhen/2020"]),
        ("xian/zhen/agency.yaml", "青山镇", "绿水镇", ["xian/zhen/2020", "xian/zhen/2023"]),
        ("xian/agency.yaml", "0000-1234567", "0000-7654321", ["xian/2022", "xian/2023"]),
        ("site.yaml", "title: 政府信息公开年报", "title: 年度报告", REPORTS),
        ("site.yaml", "某县政府网", "某县门户网", REPORTS),
        ("site.yaml", "gov.cn/nianbao/", "gov.cn/ndbg/", REPORTS),
        # What no download says: remarks, the foot of the pages, the limits of the checks.
        ("xian/2023.yaml", "{fill: 0}\n", "{fill: 0}  # 已核对\n", []),
        ("site.yaml", "0000-1234567", "0000-7654321", []),
        ("site.yaml", "downloads", "checks: {similarity: 95}\ndownloads", []),
    ],
)
def test_what_is_changed_is_rendered_again_and_nothing_else(
    tmp_path: Path, rendered: list[str], name: str, old: str, new: str, reports: list[str]
):
    project = chosen(tmp_path / "p")
    made(project)
    edit(project, name, old, new)
    wanted = sorted(f"{report}.{suffix}" for report in reports for suffix in ("csv", "json"))
    assert again(project, rendered) == wanted


def test_a_format_that_is_new_is_rendered_and_one_that_is_gone_is_not_kept(
    tmp_path: Path, rendered: list[str]
):
    project = chosen(tmp_path / "p", "csv, docx")
    made(project)
    edit(project, "site.yaml", "csv, docx", "docx, xlsx")
    assert again(project, rendered) == [f"{report}.xlsx" for report in REPORTS]
    assert not list((project / "site/xian").rglob("*.csv"))
    edit(project, "site.yaml", "docx, xlsx", "csv, docx, xlsx")
    assert again(project, rendered) == [f"{report}.csv" for report in REPORTS]


def test_the_list_of_downloads_on_a_page_stays_as_it_was(tmp_path: Path):
    project = chosen(tmp_path, ALL)
    made(project)
    before = (project / "site/xian/2023.html").read_bytes()
    assert before.count(b" KB</span>") == len(FORMATS)
    edit(project, "site.yaml", "phone: 0000-1234567", "phone: 0000-7654321")
    made(project)
    after = (project / "site/xian/2023.html").read_bytes()
    assert after != before
    assert re.findall(rb"<a href=.*? KB</span>", after) == re.findall(rb"<a href=.*? KB</span>", before)


def test_a_preview_renders_what_was_saved_and_nothing_else(tmp_path: Path, rendered: list[str]):
    draft = {"xian/2024.yaml": TABLES, "xian/2024.md": MARKDOWN}
    project = chosen(tmp_path / "p", "csv", draft)
    preview = serve.Preview(serve.Order(project, None, poll=False, say=lambda _line: None), tmp_path, 8000)
    preview.build()
    assert len(rendered) == 2 * (len(REPORTS) + 1)
    for name, old, new in (("xian/2023.md", "不够", "不很"), ("xian/2024.md", "不够", "不很")):
        rendered.clear()
        edit(project, name, old, new)
        preview.build()
        assert rendered == [name.replace("md", suffix) for suffix in ("csv", "json")]
    assert (preview.site / "xian/2024.csv").exists()
    rendered.clear()
    made(project)
    assert len(rendered) == 2 * len(REPORTS)  # a preview is none of the site's business
    assert not (project / "site/xian/2024.csv").exists()
    assert "xian/2024" not in manifest(project)["made_from"]


def test_what_nobody_renders_needs_no_library(tmp_path: Path):
    project = chosen(tmp_path, ALL)
    needs = sorted({"lxml", *(name for form in FORMATS.values() for name in form.needs)})
    code = (
        "import sys\nfrom pathlib import Path\nfrom generator.build import Options, build\n"
        f"assert build(Path({str(project)!r}), Path({str(project / 'site')!r}), Options(jobs=1)).published\n"
        f"print(*(name for name in {needs} if name in sys.modules))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _build in range(2)
    ]
    assert said == [needs, []]


def test_workers_take_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    project = chosen(tmp_path)
    monkeypatch.setattr("generator.pool._WORTH", 1)
    monkeypatch.setattr("generator.pool._BATCH", 1)
    made(project, jobs=2)
    alone = files_of(project / "site")
    # A mark that no writer makes, and that is believed: it can only have been taken.
    body = alone["xian/2023.csv"] + b"taken\r\n"
    (project / "site/xian/2023.csv").write_bytes(body)
    content = manifest(project)
    content["files"]["xian/2023.csv"] = {"sha256": sha256(body).hexdigest(), "size": len(body)}
    (project / "site/manifest.json").write_text(json.dumps(content), "utf-8")
    made(project, jobs=2)
    assert (project / "site/xian/2023.csv").read_bytes() == body
    shutil.rmtree(project / "site")
    made(project, jobs=2)
    assert files_of(project / "site") == alone


# --- The site that stands ---


def damage(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def link(file: Path) -> None:
    other = file.parents[3] / "elsewhere"
    file.rename(other)
    file.symlink_to(other)


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


HARMS: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "emptied": lambda file: os.truncate(file, 0),
    "another letter": damage,
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\n"),
    "huge": lambda file: os.truncate(file, 1 << 40),
    "a link to the same bytes": link,
    "a folder": folder,
    "a pipe": pipe,
    "not to be read": lambda file: file.chmod(0),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_is_not_the_one_that_was_written_is_rendered_anew(
    tmp_path: Path, rendered: list[str], harm: str
):
    project = chosen(tmp_path / "p")
    made(project)
    HARMS[harm](project / "site/xian/2023.csv")
    if harm == "not to be read" and os.access(project / "site/xian/2023.csv", os.R_OK):
        pytest.skip("this user may read everything")
    assert again(project, rendered) == ["xian/2023.csv"]


def test_a_deleted_site_is_a_clean_build(tmp_path: Path, rendered: list[str]):
    project = chosen(tmp_path / "p")
    made(project)
    shutil.rmtree(project / "site")
    assert len(again(project, rendered)) == 2 * len(REPORTS)


@pytest.mark.parametrize(
    "older",
    [
        {"made_with": None, "made_from": None},  # None: the manifest has no such part
        {"made_from": None},
        {"made_with": None},
        {"made_with": {}, "made_from": {}},
        {"made_from": dict.fromkeys(REPORTS, 5)},
        {"made_from": {"../../xian/2023": "", "": "", "xian": ""}},
        {"made_with": {"csv": None, "json": [], "../2023": "x"}},
    ],
)
def test_a_manifest_that_says_nothing_of_use_is_no_error(
    tmp_path: Path, rendered: list[str], older: dict[str, object]
):
    project = chosen(tmp_path / "p")
    made(project)
    content = {name: part for name, part in (manifest(project) | older).items() if part is not None}
    (project / "site/manifest.json").write_text(json.dumps(content), "utf-8")
    assert len(again(project, rendered)) == 2 * len(REPORTS)
    assert again(project, rendered) == []


# --- What writers say ---


def test_what_a_writer_says_is_said_by_every_build(tmp_path: Path, probe, rendered: list[str]):
    def write(order: Order) -> bytes:
        if "不够" in order.report.narrative["problems"].text:
            order.tell(Problem(Place(order.report.narrative_file), "X1", "写不好", level=Level.WARNING))
        return b"x"

    probe(write)
    project = chosen(tmp_path / "p", "csv, probe")
    for report in REPORTS[1:]:
        edit(project, f"{report}.md", "不够", "不很")
    assert [problem.code for problem in made(project).problems if problem.code == "X1"] == ["X1"]
    assert sorted(manifest(project)["made_from"]) == REPORTS[1:]
    assert again(project, rendered) == [f"xian/2022.{name}" for name in ("csv", "json", "probe")]
    edit(project, "xian/2022.md", "不够", "不很")
    assert len(again(project, rendered)) == 3
    assert again(project, rendered) == []


def test_a_file_that_there_is_not_is_asked_for_again(tmp_path: Path, probe, rendered: list[str]):
    probe(lambda order: b"x" if order.report.year == 2023 else None)
    project = chosen(tmp_path / "p", "probe")
    made(project)
    assert again(project, rendered) == ["xian/2022.probe", "xian/zhen/2020.probe"]


# --- The hash of what an order says ---


REPORT = Report(
    agency=Agency("xian", "某县人民政府", AgencyKind.GOVERNMENT, contact=Contact(phone="0000-1234567")),
    year=2023,
    edition=editions().get("2021"),
    published=date(2024, 3, 20),
    values=(1, Decimal("1.5"), None),
)
ORDER = Order(REPORT, Site(title="政府信息公开年报", description="", portal=None), (), pytest.fail)
PART = NarrativePart("<p>x</p>", "x", Place("a"))
OTHERS = {
    "agency": replace(REPORT.agency, contact=Contact(phone="0000-7654321")),
    "year": 2024,
    "edition": editions().get("2019"),
    "published": "unknown",
    "scope": "aggregate",
    "values": (1, Decimal("1.50"), None),
    "computed": frozenset({1}),
    "filled": frozenset({1}),
    "blanks": frozenset({1}),
    "spots": ((1, 2),),
    "narrative": {"overview": PART},
    "passages": (Passage("overview", "x", (), heading=False, lines=((1, 1, "x"),)),),
    "notes": {"requests": "x"},
    "keys": {"notes": Place("a")},
    "revisions": (Revision(date(2024, 4, 1), "x"),),
    "processing_fee": ProcessingFee(1, Decimal(1), Decimal(1)),
    "waivers": {"B104": ("x", Place("a"))},
    "attachments": ("2023/a.pdf",),
    "file": "a",
}


def test_whatever_a_report_says_is_in_its_hash():
    assert OTHERS.keys() == {part.name for part in fields(Report)}
    orders = [replace(ORDER, report=replace(REPORT, **{name: other})) for name, other in OTHERS.items()]
    assert len({made_from(order) for order in (ORDER, *orders)}) == len(OTHERS) + 1


def test_whatever_an_order_says_is_in_one_of_the_hashes(tmp_path: Path):
    said = {
        "report": replace(REPORT, year=2024),
        "site": replace(ORDER.site, title="x"),
        "waived": (Problem(Place("a"), "B104", "x"),),
    }
    named = {"fonts", "template"}  # made_with reads what is in them
    assert said.keys() | named | {"tell"} == {part.name for part in fields(Order)}
    assert len({made_from(replace(ORDER, **{name: other})) for name, other in said.items()}) == len(said)
    assert made_from(ORDER) not in {
        made_from(replace(ORDER, **{name: other})) for name, other in said.items()
    }
    elsewhere = {"fonts": tmp_path, "template": tmp_path / "a.docx", "tell": print}
    assert made_from(replace(ORDER, **elsewhere)) == made_from(ORDER)


def test_every_part_of_what_is_said_is_in_the_hash():
    whole = REPORT.agency
    parts = {part.name: 2000 if part.name.endswith("year") else "x" for part in fields(Agency)}
    parts |= {"contact": Contact(), "kind": AgencyKind.TOWNSHIP}
    others = [replace(whole, **{name: other}) for name, other in parts.items()]
    others += [replace(whole, contact=replace(whole.contact, **{part.name: "x"})) for part in fields(Contact)]
    hashes = {made_from(replace(ORDER, report=replace(REPORT, agency=agency))) for agency in (whole, *others)}
    assert len(hashes) == len(others) + 1


@pytest.mark.parametrize(
    ("one", "other"),
    [((1,), ("1",)), ((None,), (0,)), ((1,), (Decimal(1),)), ((Decimal("1.5"),), ("1.5",)), ((1, 2), (12,))],
)
def test_what_looks_alike_is_not_the_same(one: tuple[object, ...], other: tuple[object, ...]):
    reports = (replace(REPORT, values=one), replace(REPORT, values=other))
    assert len({made_from(replace(ORDER, report=report)) for report in reports}) == 2


def test_the_same_sets_are_the_same_however_they_came_about():
    one, other = frozenset([8, 0, 16]), frozenset([16, 8, 0])
    orders = [replace(ORDER, report=replace(REPORT, computed=computed)) for computed in (one, other)]
    assert len({made_from(order) for order in orders}) == 1


def test_what_has_no_plain_form_is_our_own_error():
    with pytest.raises(TypeError, match="object"):
        made_from(replace(ORDER, report=replace(REPORT, notes=object())))


def test_no_writer_prints_more_of_the_settings_than_it_is_given(tmp_path: Path):
    project = chosen(tmp_path, files={"xian/2023.md": RICH, "xian/2023/list.pdf": ""})
    tree = read_tree(project, pytest.fail)
    for agency in tree.site.agencies:
        for of in tree.reports[agency.path]:
            report = read_report(of, agency, editions(), pytest.fail)
            order = Order(report, tree.site, tuple(check(Case(report)).waived), pytest.fail)
            for name in FORMATS:
                less = replace(order, site=settings(tree.site))
                assert outputs.write(name, order) == outputs.write(name, less), name


# --- The hash of what makes a file ---


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program of a few files in the place of ours."""
    root = tmp_path / "generator"
    for name in ("a.py", "outputs/report.typ", "editions/2021.yaml", "themes/default/a.css"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("1\n", "utf-8")
    monkeypatch.setattr(cache, "_HERE", root)
    cache._program.cache_clear()
    yield root
    cache._program.cache_clear()


def makers(fonts: Path | None = None, template: Path | None = None) -> dict[str, str]:
    """As the next process would have them."""
    cache._program.cache_clear()
    return made_with(FORMATS, fonts, template)


@pytest.mark.parametrize("name", ["a.py", "outputs/report.typ", "editions/2021.yaml", "new.py"])
def test_another_program_makes_every_file(program: Path, name: str):
    before = makers()
    (program / name).write_text("2\n", "utf-8")
    after = makers()
    assert before.keys() == after.keys() == FORMATS.keys()
    assert not before.items() & after.items()


def test_a_file_of_the_program_that_has_another_name_is_another(program: Path):
    before = makers()
    (program / "a.py").rename(program / "b.py")
    assert not before.items() & makers().items()


def test_what_python_keeps_beside_the_program_and_the_carried_pages_make_no_download(program: Path):
    before = makers()
    (program / "__pycache__").mkdir()
    (program / "__pycache__/a.pyc").write_text("x", "utf-8")
    (program / "themes/default/a.css").write_text("2\n", "utf-8")
    os.utime(program / "a.py", (0, 0))
    assert makers() == before


def test_the_program_is_read_once_a_process(program: Path):
    before = made_with(FORMATS, None, None)
    (program / "a.py").write_text("2\n", "utf-8")
    assert made_with(FORMATS, None, None) == before


@pytest.mark.parametrize(
    ("owner", "name", "value"),
    [
        (sys, "version_info", (3, 99, 0, "final", 0)),
        (sys, "platform", "plan9"),
        (platform, "machine", lambda: "vax"),
        (zlib, "ZLIB_RUNTIME_VERSION", "9.9"),
    ],
)
def test_another_python_or_system_makes_every_file(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, value: object
):
    before = makers()
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, value)
        after = made_with(FORMATS, None, None)
    assert not before.items() & after.items()


@pytest.mark.parametrize(
    "library", ["markupsafe", *sorted({it for f in FORMATS.values() for it in f.made_by})]
)
def test_another_version_of_a_library_makes_the_files_that_it_writes(
    monkeypatch: pytest.MonkeyPatch, library: str
):
    before, real = makers(), metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0" if name == library else real(name))
    changed = {name for name, found in makers().items() if before[name] != found}
    assert changed == {
        name for name, form in FORMATS.items() if library == "markupsafe" or library in form.made_by
    }


def test_of_every_library_that_a_writer_imports_the_version_counts():
    known = metadata.packages_distributions()
    for form in FORMATS.values():
        assert {name.lower().replace("_", "-") for need in form.needs for name in known[need]} <= set(
            form.made_by
        )


def test_a_library_of_no_known_version_makes_its_files_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rendered: list[str]
):
    real = metadata.version

    def version(name: str) -> str:
        if name == "xlsxwriter":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    project = chosen(tmp_path / "p", "csv, xlsx")
    made(project)
    assert again(project, rendered) == [f"{report}.xlsx" for report in REPORTS]
    assert sorted(manifest(project)["made_with"]) == ["csv", "json"]


def test_the_fonts_are_their_names_and_their_bytes(tmp_path: Path):
    fonts = tmp_path / "fonts"
    (fonts / "deep").mkdir(parents=True)
    found = [makers(), makers(fonts)]
    (fonts / "deep/a.ttf").write_bytes(b"1")
    found.append(makers(fonts))
    (fonts / "deep/a.ttf").write_bytes(b"2")
    found.append(makers(fonts))
    (fonts / "deep/a.ttf").rename(fonts / "deep/b.ttf")
    found.append(makers(fonts))
    (fonts / "c.ttf").write_bytes(b"2")
    found.append(makers(fonts))
    assert len({makers["pdf"] for makers in found}) == len(found)
    fonts.rename(tmp_path / "elsewhere")
    assert makers(tmp_path / "elsewhere") == found[-1]
    assert makers(fonts) == {}  # what cannot be read cannot be known


def test_the_word_file_of_the_theme_is_its_bytes(tmp_path: Path):
    template = tmp_path / "report.docx"
    template.write_bytes(b"1")
    found = [makers(), makers(None, template)]
    template.write_bytes(b"2")
    found.append(makers(None, template))
    assert len({makers["docx"] for makers in found}) == len(found)


def test_fonts_of_the_office_that_change_are_in_the_next_build(tmp_path: Path, rendered: list[str]):
    project = chosen(tmp_path / "p")
    (project / "fonts").mkdir()
    edit(project, "site.yaml", "downloads", "fonts: fonts\ndownloads")
    made(project)
    assert again(project, rendered) == []
    (project / "fonts/a.ttf").write_bytes(b"no font")
    assert len(again(project, rendered)) == 2 * len(REPORTS)


# --- Whatever is done, the site is the one that a clean build makes ---


def word_files() -> list[bytes]:
    """A few Word files of an office."""
    from docx import Document

    found = []
    for font in ("FangSong", "KaiTi"):
        document, file = Document(), BytesIO()
        document.styles["Normal"].font.name = font
        document.save(file)
        found.append(file.getvalue())
    return found


STATES: dict[str, list[object]] = {
    "number": [0, 3, 41],
    "words": ["不够及时", "不很及时", "**不够**及时"],
    "published": ["published: 2023-03-20", "published: unknown", ""],  # "": a draft
    "title": ["政府信息公开年报", "年度报告"],
    "phone": ["0000-1234567", "0000-7654321"],
    "formats": [CHEAP, "docx, csv", "json", "xlsx", ""],
    "word": [None, *word_files()],
    "name": ["青山镇人民政府", "绿水镇人民政府"],
    "more": [False, True],  # one report more
}


def put(project: Path, state: dict[str, object]) -> None:
    """Write the column in this state."""
    site = f"title: {state['title']}\n{SETTINGS}theme: county\ndownloads: [{state['formats']}]\n"
    files = {
        "site.yaml": site.replace("0000-1234567", str(state["phone"])),
        "xian/2022.yaml": WAIVED.replace("published: 2023-03-20", str(state["published"])),
        "xian/2023.yaml": FIGURES.replace("[3, ", f"[{state['number']}, "),
        "xian/2023.md": MARKDOWN.replace("不够及时", str(state["words"])),
        "xian/zhen/agency.yaml": f"name: {state['name']}\nkind: township\n",
        "xian/2024.yaml": f"published: 2025-03-20\n{TABLES}",
        "xian/2024.md": MARKDOWN,
    }
    column(project, files)
    if not state["more"]:
        for suffix in ("yaml", "md"):
            (project / f"content/xian/2024.{suffix}").unlink()
    theme = project / "themes/county"
    theme.mkdir(parents=True, exist_ok=True)
    (theme / "theme.yaml").write_text("name: 本县主题\nextends: default\n", "utf-8")
    (theme / "report.docx").unlink(missing_ok=True)
    if isinstance(word := state["word"], bytes):
        (theme / "report.docx").write_bytes(word)


@pytest.mark.parametrize(("seed", "formats"), [(1, ""), (2, ""), (3, ALL)])
def test_whatever_is_done_the_site_is_the_one_of_a_clean_build(
    tmp_path: Path, rendered: list[str], seed: int, formats: str
):
    chance = random.Random(seed)
    project = tmp_path / "p"
    state = {name: values[0] for name, values in STATES.items()}
    state["formats"] = formats or CHEAP
    put(project, state)
    made(project)
    taken = 0
    for _step in range(6 if formats else 14):
        name = chance.choice([name for name in STATES if name != "formats" or not formats])
        state[name] = chance.choice(STATES[name])
        put(project, state)
        files = sorted(path for path in (project / "site").rglob("*") if path.name != "manifest.json")
        for file in chance.sample([path for path in files if path.is_file()], chance.choice([0, 0, 1, 5])):
            HARMS[chance.choice(["gone", "emptied", "another letter", "longer"])](file)
        rendered_now = again(project, rendered)
        written = [path for path in manifest(project)["files"] if path.rpartition(".")[2] in FORMATS]
        taken += len(set(written) - set(rendered_now))
    assert taken


def test_no_more_of_a_file_is_read_than_a_download_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a").write_bytes(b"body")
    digest = sha256(b"body").hexdigest()
    for most, body in ((4, b"body"), (2, None)):
        monkeypatch.setattr(cache, "_MOST", most)
        assert cache.taken(tmp_path / "a", digest) == body
