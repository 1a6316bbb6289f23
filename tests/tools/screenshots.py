"""The pictures of the README: a made-up county, built and photographed."""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from conftest import ARGUMENTS, browser_path

IMAGES = Path(__file__).parents[2] / "docs/images"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "county"
        nianbao = [sys.executable, "-m", "generator"]
        subprocess.run(
            [*nianbao, "demo", str(project), "--agencies", "14", "--years", "2019-2025"], check=True
        )
        subprocess.run([*nianbao, "build", str(project)], check=True)
        report = min((project / "site").glob("*/2025.html"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
            page.goto((project / "site/index.html").as_uri())
            page.screenshot(path=IMAGES / "home.png")
            page.goto(report.as_uri())
            page.locator("#part-3").evaluate("heading => heading.scrollIntoView()")
            page.screenshot(path=IMAGES / "report.png")
            browser.close()


if __name__ == "__main__":
    main()
