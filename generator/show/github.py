"""Annotations on a pull request: the workflow commands of GitHub Actions."""

from generator.problems import MANUALS, Level, Problem
from generator.show.result import Lines, Result, excerpt

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTICE: "notice"}
_RELATED = 10


def show(result: Result, lines: Lines) -> str:
    """One command a problem, one command a line."""
    return "\n".join(_command(problem, result, lines) for problem in result.problems)


def _command(problem: Problem, result: Result, lines: Lines) -> str:
    place = problem.place
    manual = MANUALS.get(problem.code)
    properties = {
        "file": result.file(place),
        "line": str(place.line),
        "col": str(place.column),
        "title": f"{problem.code} {manual.title}" if manual else problem.code,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    # The log shows the message alone, so it names the place too.
    said = [f"{result.file(place)}:{place.line}:{place.column}: {problem.message}"]
    said += [problem.hint] if problem.hint else []
    said += [
        f"参见 {result.file(other)}:{other.line}:{other.column} {excerpt(lines(other), other.column)}".rstrip()
        for other in problem.related[:_RELATED]
    ]
    return f"::{_COMMANDS[problem.level]} {written}::{_data(chr(10).join(said))}"


def _data(text: str) -> str:
    """What ends a command, and the mark of what is escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """In a property, what ends a property too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
