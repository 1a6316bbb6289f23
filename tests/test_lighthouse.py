"""Lighthouse 12 on the pages as a portal serves them, where it is installed: npm install --global lighthouse@12."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ARGUMENTS, browser_path, without
from served import served
from test_pages import PAGES, site  # noqa: F401 (a fixture)

LIGHTHOUSE = os.environ.get("NIANBAO_LIGHTHOUSE") or shutil.which("lighthouse")
MISSING = "没有 Lighthouse：装好后放进 PATH，或用 NIANBAO_LIGHTHOUSE 指明它在哪里"
LEAST = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
DEVICES = {"phone": [], "desktop": ["--preset=desktop"]}


def judged(address: str, *options: str) -> dict | None:
    """What Lighthouse says of a page; None: it lost its own trace of the page, as it may (NO_NAVSTART)."""
    chrome = os.environ | {"CHROME_PATH": browser_path() or without("浏览器")}
    flags = f"--chrome-flags={' '.join(['--headless=new', *ARGUMENTS])}"
    options = ("--quiet", "--output=json", f"--only-categories={','.join(LEAST)}", flags, *options)
    done = subprocess.run(
        [LIGHTHOUSE, address, *options], env=chrome, check=False, capture_output=True, text=True
    )
    if "NO_NAVSTART" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(not LIGHTHOUSE, reason=MISSING)
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", ["home", "report"])
def test_lighthouse_finds_nothing(site: Path, name: str, device: str):  # noqa: F811 (the fixture)
    with served(site) as address:
        short = {}
        for _ in range(3):  # its performance depends on how busy the machine is
            report = judged(address + PAGES[name], *DEVICES[device])
            if report is None:
                continue
            scores = {key: round(100 * report["categories"][key]["score"]) for key in LEAST}
            short = {key: score for key, score in scores.items() if score < LEAST[key]}
            if set(short) != {"performance"}:
                break
    assert report, "Lighthouse lost its trace of the page"
    assert report["lighthouseVersion"].startswith("12.")
    lost = [key for key, audit in report["audits"].items() if audit["score"] not in {None, 1}]
    assert short == {}, lost
