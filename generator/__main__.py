"""python -m generator, and the command nianbao."""

import sys

from generator.console import run


def main() -> None:
    """Run the command line and leave with its exit code."""
    from generator import cli

    sys.exit(run(cli.main))


if __name__ == "__main__":
    main()
