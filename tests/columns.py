"""Small columns for tests, written into a folder."""

from pathlib import Path

MARKDOWN = (
    "## 一、总体情况\n\n按规定公开。\n\n## 五、存在的主要问题及改进情况\n\n"
    "公开不够及时，已经改进。\n\n## 六、其他需要报告的事项\n\n无。\n"
)
TABLES = "proactive_disclosure: {fill: 0}\nrequests: {fill: 0}\nreconsideration_and_litigation: {fill: 0}\n"


def column(folder: Path, files: dict[str, str] | None = None) -> Path:
    """A column of a county with two bodies and four reports; `files` replace or add, by path below content/."""
    plain = {
        "site.yaml": "title: 政府信息公开年报\nportal: {name: 某县政府网, url: http://www.example.gov.cn/}\n",
        "xian/agency.yaml": "name: 某县人民政府\nkind: government\n",
        "xian/2022.yaml": f"published: 2023-03-20\n{TABLES}",
        "xian/2022.md": MARKDOWN,
        "xian/2023.yaml": f"published: 2024-03-20\n{TABLES}",
        "xian/2023.md": MARKDOWN,
        "xian/zhen/agency.yaml": "name: 青山镇人民政府\nkind: township\ncontact: {phone: 0000-1234567}\n",
        "xian/zhen/2020.yaml": f"published: 2021-01-20\n{TABLES}",
        "xian/zhen/2020.md": MARKDOWN,
        "xian/zhen/2023.yaml": f"published: 2024-01-20\n{TABLES}",
        "xian/zhen/2023.md": MARKDOWN,
    }
    for name, text in (plain | (files or {})).items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
