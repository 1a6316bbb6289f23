"""Small columns for tests, written into a folder."""

from pathlib import Path

MARKDOWN = (
    "## 一、总体情况\n\n按规定公开。主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障"
    "各项工作正常，工作考核合格，社会评议良好，没有责任追究。\n\n## 五、存在的主要问题及改进情况\n\n"
    "公开不够及时的问题，已经改进：文件和解读一同送审、一同发布，按季度检查。"
    "查阅方式单一的问题，正在改进：在服务大厅增设查阅点。\n\n## 六、其他需要报告的事项\n\n本年度没有收取信息处理费。\n"
)
# All that the words of a report may hold.
RICH = MARKDOWN.replace(
    "按规定公开。",
    "按**规定**公开，见[条例](https://www.gov.cn/)和[清单](2023/list.pdf)。\n\n### （一）主动公开\n\n"
    "1. 第一项；\n2. 第二项：\n   - 甲\n   - 乙\n\n> 引用一段。",
)
# All that every page needs, so that nothing is missing (rules/portal.py).
SETTINGS = (
    "url: http://www.example.gov.cn/nianbao/\n"
    "portal: {name: 某县政府网, url: http://www.example.gov.cn/, id_code: '0000000000'}\n"
    "footer: {organizer: 某县人民政府办公室, phone: 0000-1234567, icp: 某ICP备00000000号, police: 某公网安备00000000000000号, "
    "error_report: http://www.example.gov.cn/jiucuo/, badge: http://www.example.gov.cn/biaozhi/}\n"
)
TABLES = "proactive_disclosure: {fill: 0}\nrequests: {fill: 0}\nreconsideration_and_litigation: {fill: 0}\n"


def column(folder: Path, files: dict[str, str] | None = None) -> Path:
    """A column of a county with two bodies and four reports; `files` replace or add, by path below content/."""
    plain = {
        "site.yaml": f"title: 政府信息公开年报\n{SETTINGS}",
        "xian/agency.yaml": "name: 某县人民政府\nkind: government\ncontact: {phone: 0000-1234567}\n",
        "xian/2022.yaml": f"published: 2023-03-20\n{TABLES}",
        "xian/2022.md": MARKDOWN,
        "xian/2023.yaml": f"published: 2024-03-20\n{TABLES}",
        "xian/2023.md": MARKDOWN,
        "xian/zhen/agency.yaml": "name: 青山镇人民政府\nkind: township\ncontact: {phone: 0000-1234567}\n",
        "xian/zhen/2020.yaml": f"published: 2021-01-20\nwaive: {{P107: 2021、2022 年年报已经失存}}\n{TABLES}",
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
