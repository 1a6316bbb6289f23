"""For programs; stable, see docs/formats.md."""

import json

from generator.problems import Problem
from generator.show.result import Lines, Result


def show(result: Result, _lines: Lines) -> str:
    """The run as one JSON object; files are named from the project."""
    data: dict[str, object] = {
        "problems": [_object(problem) for problem in result.problems],
        "reports": result.reports,
        "drafts": list(result.drafts),
    }
    if result.imports:
        data["imports"] = list(result.imports)
    return json.dumps(data, ensure_ascii=False, indent=2)


def _object(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "level": problem.level.value,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        **({"within": problem.place.within} if problem.place.within else {}),
        "message": problem.message,
        "hint": problem.hint,
        "related": [{"file": p.file, "line": p.line, "column": p.column} for p in problem.related],
    }
