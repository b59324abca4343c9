"""The command line: `credora …`, or `python -m credora_agent …`."""

from __future__ import annotations


def main() -> None:
    """Run the command line; imports wait until a command needs them."""
    from credora_agent.cli.commands import app  # noqa: PLC0415 - keeps `python -m` and tests free to import this

    app()


if __name__ == "__main__":
    main()
