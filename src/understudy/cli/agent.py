"""`understudy agent`: the agents' files, and the versions of them that were published."""

import json
import sys
from typing import Annotated

import typer

from understudy.agents.spec import agent_json_schema, agent_names, load_agent
from understudy.app import checked_agent
from understudy.cli.console import command, console
from understudy.cli.publishing import publish, versions
from understudy.kit.config import Settings
from understudy.org.definitions.library import load_library

__all__ = ["agent"]

agent = typer.Typer(help="The agents' files.", no_args_is_help=True)
agent.command()(publish)
agent.command()(versions)


@agent.command("list")
@command
async def list_() -> None:
    """The agents that can be asked by name."""
    for name in agent_names(Settings.from_environment(_environment()).agents_dir):
        console.print(name)


@agent.command()
@command
async def check(name: Annotated[str, typer.Argument(help="Name of an agent, or path of its file.")]) -> None:
    """Read an agent's file; a wrong one is refused with line, reason and fix."""
    settings = Settings.from_environment(_environment())
    spec = checked_agent(load_agent(name, settings.agents_dir), load_library(settings.definitions_dir))
    console.print(f"{spec.name}: {len(spec.topics)} topics, actions {', '.join(spec.actions)}")


@agent.command()
def schema() -> None:
    """The JSON Schema of an agent's file, for your editor."""
    sys.stdout.write(json.dumps(agent_json_schema(), indent=2) + "\n")


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
