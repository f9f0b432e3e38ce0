"""The group `understudy trust`."""

import typer

__all__ = ["trust"]

trust = typer.Typer(
    help="What may leave, what may be done, and what looks like an attack.", no_args_is_help=True
)


@trust.callback()
def _group() -> None:
    """A group stays one though it has a single command."""
