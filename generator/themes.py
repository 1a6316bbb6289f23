"""A theme: its templates, its static files, and the themes it extends."""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.problems import Finding, Place, Sink, fault
from generator.read import values
from generator.read.fields import Keys, fields, missing_key
from generator.read.nodes import parse
from generator.read.text import decode, load

DEFAULT = "default"
_KEYS = {"name": "主题名称", "extends": "在哪个主题的基础上改动"}
_HERE = Path(__file__).parent
# In the wheel the carried themes lie inside the package; in a checkout beside it.
CARRIED = _HERE / "themes" if (_HERE / "themes").is_dir() else _HERE.parent / "themes"
_ADDRESS = re.compile(
    rb"""(\burl\(\s*["']?)([^"'()?#\s]+)""", re.IGNORECASE
)  # in a style sheet, up to its ? or #


@dataclass(frozen=True, slots=True)
class Theme:
    """Where a theme's files are: its own folder first, then those of the themes it extends."""

    folders: tuple[tuple[str, Path], ...]  # (name of the theme, its folder)

    @property
    def word(self) -> Path | None:
        """The Word file whose styles reports are to have: the theme's own, or that of one it extends."""
        files = (folder / "report.docx" for _name, folder in self.folders)
        return next((file for file in files if file.is_file()), None)

    def static(self) -> dict[str, bytes]:
        """Name → content of every static file, as it is published; the theme's own wins."""
        found: dict[str, bytes] = {}
        for _name, folder in reversed(self.folders):
            static = folder / "static"
            for path in sorted(static.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    found[path.relative_to(static).as_posix()] = path.read_bytes()
        return {
            name: _as_published(name, body, found) if name.endswith(".css") else body
            for name, body in found.items()
        }


def asset_url(name: str, body: bytes) -> str:
    """Where a static file is published: its name changes with its content, so it may be cached for ever."""
    stem, dot, suffix = name.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:10]
    return f"assets/{stem}.{digest}.{suffix}" if dot else f"assets/{name}.{digest}"


def _as_published(name: str, css: bytes, static: Mapping[str, bytes]) -> bytes:
    """A style sheet whose addresses of pictures and fonts of the theme are those under which they are published."""
    folder = posixpath.dirname(name)

    def led(match: re.Match[bytes]) -> bytes:
        file = posixpath.normpath(posixpath.join(folder, match[2].decode(errors="replace")))
        if file not in static or file.endswith(".css"):  # the name of a style sheet is known when it is done
            return match[0]
        url = posixpath.relpath(asset_url(file, static[file]), posixpath.join("assets", folder))
        return match[1] + url.encode()

    return _ADDRESS.sub(led, css)


def find_theme(name: str, project: Path, report: Sink) -> Theme | None:
    """The theme of that name in the project, else the carried one, with all it extends."""
    folders: list[tuple[str, Path]] = []
    place = Place("content/site.yaml")
    while name:
        if name in {known for known, _folder in folders}:
            report(theme_circle(place, name))
            return None
        folder = next(
            (base / name for base in (project / "themes", CARRIED) if (base / name / "theme.yaml").is_file()),
            None,
        )
        if folder is None or "/" in name or "\\" in name:
            report(no_theme(place, name))
            return None
        folders.append((name, folder))
        file = f"themes/{name}/theme.yaml"
        source = load(folder / "theme.yaml", file, report)
        doc = parse(source, report) if source else None
        if doc is None or not _readable(folder / "templates", f"themes/{name}/templates", report):
            return None
        found = fields(doc, doc.root, Keys(_KEYS, "theme.yaml"))
        if "name" not in found:
            report(missing_key(Place(file), "“name”（主题名称）", "写成“name: 本县主题”"))
        place = Place(file)
        name = values.text(doc, found["extends"]) if "extends" in found else ""
    return Theme(tuple(folders))


def _readable(folder: Path, name: str, report: Sink) -> bool:
    """Whether all templates are text; Jinja would not say which of them is none."""
    found = [
        decode(path.read_bytes(), f"{name}/{path.relative_to(folder).as_posix()}", report)
        for path in sorted(folder.rglob("*.html"))
        if path.is_file()
    ]
    return None not in found


@fault("T102", "没有这个主题")
def no_theme(place: Place, name: str) -> Finding:
    """什么：设置里写的页面主题不存在。

    为什么：没有主题就没有页面的样子。
    怎么改：核对名称；主题是 themes 文件夹里的一个子文件夹，里面有 theme.yaml。用默认主题可以删掉 theme 这一行。
    """
    return Finding(
        place, f"没有名为“{name}”的主题", f"检查 themes/{name}/theme.yaml；用默认主题可以删掉 theme 这一行"
    )


@fault("T103", "主题互相引用")
def theme_circle(place: Place, name: str) -> Finding:
    """什么：主题的 extends 绕了一圈，又回到自己。

    为什么：分不清谁在谁的基础上改动。
    怎么改：让最基础的主题（一般是 default）不写 extends。
    """
    return Finding(place, f"主题“{name}”的 extends 绕回了自己", "最基础的主题不写 extends")
