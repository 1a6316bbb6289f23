"""What only a file system can do: links, devices, files that are not there or may not be read."""

import os
from pathlib import Path

import pytest

from generator.problems import Problem
from generator.read.text import MAX_BYTES, load
from generator.read.tree import read_tree


def read(path: Path) -> list[Problem]:
    problems: list[Problem] = []
    assert load(path, "a.yaml", problems.append) is None
    return problems


def test_a_missing_file_is_a_problem(tmp_path: Path):
    assert [problem.code for problem in read(tmp_path / "a.yaml")] == ["F107"]


def test_links_folders_and_pipes_are_not_read(tmp_path: Path):
    (tmp_path / "link.yaml").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("link.yaml", "pipe.yaml", "."):
        assert [problem.code for problem in read(tmp_path / name)] == ["F106"], name


def test_size_is_limited_before_reading(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * MAX_BYTES)
    assert load(path, "a.yaml", [].append) is not None
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert [problem.code for problem in read(path)] == ["F105"]


@pytest.mark.parametrize("name", ["out", "zhen/2023.yaml"])
def test_a_link_in_content_is_never_followed(tmp_path: Path, name: str):
    content = tmp_path / "content"
    (content / "zhen").mkdir(parents=True)
    (content / "site.yaml").write_text("title: 年报\n", "utf-8")
    (content / "zhen/agency.yaml").write_text("name: 青山镇人民政府\nkind: township\n", "utf-8")
    (content / name).symlink_to("/etc")
    problems: list[Problem] = []
    read_tree(tmp_path, problems.append)
    assert [problem.code for problem in problems] == ["A109"]
