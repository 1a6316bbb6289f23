"""The formats a report can be downloaded in: how site.yaml and the page call them, and what has to be installed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from generator.problems import Finding, Place, Problem, fault


@dataclass(frozen=True, slots=True)
class Format:
    """A download format."""

    name: str  # in site.yaml; the suffix of its files, and the extra that brings what it needs
    label: str  # as the page offers it
    module: str  # its writer in generator.outputs; imported when there is something to write, not before
    media: str  # the media type of its files
    needs: tuple[str, ...] = ()  # packages that the writer imports
    made_by: tuple[str, ...] = ()  # and the distributions they come from: another version, other bytes


_OFFICE = "application/vnd.openxmlformats-officedocument"
# A word in site.yaml that is none of these is read as the first, which needs nothing.
FORMATS = {
    form.name: form
    for form in (
        Format("json", "JSON 数据", "data", "application/json"),
        Format("csv", "CSV 表格", "csv", "text/csv"),
        Format(
            "xlsx",
            "Excel 工作簿",
            "xlsx",
            f"{_OFFICE}.spreadsheetml.sheet",
            needs=("xlsxwriter",),
            made_by=("xlsxwriter",),
        ),
        Format(
            "docx",
            "Word 文档",
            "docx",
            f"{_OFFICE}.wordprocessingml.document",
            needs=("docx",),
            made_by=("python-docx", "lxml"),
        ),
        Format(
            "pdf",
            "PDF 文档",
            "pdf",
            "application/pdf",
            needs=("typst", "pikepdf", "pylopdf_fonts_zh_cn"),
            made_by=("typst", "pikepdf", "pylopdf-fonts-zh-cn"),
        ),
    )
}
USUAL = ("csv", "json")  # where site.yaml says nothing: whatever else may be installed
ALWAYS = "json"  # written also where no page offers it: other programs rely on it


def missing(chosen: Mapping[str, Place]) -> Problem | None:
    """What has to be installed before reports can be written in these formats (name → where it is chosen)."""
    lacking = [FORMATS[name] for name in chosen if not all(map(find_spec, FORMATS[name].needs))]
    return not_installed([chosen[form.name] for form in lacking], lacking) if lacking else None


@fault("O108", "没有安装生成这种文件的程序")
def not_installed(places: Sequence[Place], forms: Sequence[Format]) -> Finding:
    """什么：site.yaml 的 downloads 里选了一种文件，这台电脑上还没有生成它的程序。生成和预览时检查，nianbao check 不检查。

    为什么：这些程序比较大，不用的人不必安装。
    怎么改：运行提示里的安装命令，再生成一次；不要这种文件，就从 downloads 里删掉它。
    """
    labels, names = "、".join(form.label for form in forms), [form.name for form in forms]
    return Finding(
        places[0],
        f"还没有安装生成 {labels} 的程序",
        f'运行 pip install "nianbao[{",".join(names)}]"，再生成一次；或者从 downloads 里删掉 {"、".join(names)}',
        tuple(places[1:]),
    )
