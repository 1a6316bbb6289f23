"""Console transcripts: `$ command` and what it prints; run, and compared line by line."""

import os
import re
import subprocess
import sys
from pathlib import Path

PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def elsewhere(code: str, *arguments: str) -> set[str]:
    """What the code prints in processes with other hashes and in other time zones."""
    said = set()
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", code, *arguments]
        said.add(subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout)
    return said


def run(transcript: str, folder: Path) -> str:
    """The same transcript with what the commands print now; `? N` is an exit code other than 0."""
    out = []
    for command in re.findall(r"^\$ (.*)$", transcript, flags=re.MULTILINE):
        done = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            capture_output=True,
            text=True,
            env=os.environ | {"PATH": PATH, "PYTHONUTF8": "1", "GITHUB_ACTIONS": ""},
            check=False,
        )
        printed = re.sub(r"\d+\.\d 秒", "0.1 秒", done.stdout + done.stderr)
        out.append(f"$ {command}\n{printed}")
        if done.returncode:
            out.append(f"? {done.returncode}\n")
    return "".join(out)
