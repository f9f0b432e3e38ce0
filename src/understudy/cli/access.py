"""`understudy org access`, and what an import says of rights: whose rules hold for whom."""

from dataclasses import replace
from pathlib import Path

from rich.markup import escape

from understudy.app import App
from understudy.cli.console import console, errors, table
from understudy.kit.errors import ConfigError, InputError
from understudy.org.access_file import read_access_file
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy
from understudy.org.staff import ProfileUse, profiles_in_use
from understudy.org.standard import standard_access
from understudy.org.store import load_org, save_access
from understudy.soql.access_check import access_faults

__all__ = ["chosen_rules", "print_sharing", "replace_access", "tell_rights"]

FILE_NAME = "access.yaml"


async def chosen_rules(app: App, path: Path, org: str, given: Path | None) -> tuple[AccessPolicy, str]:
    """The rules an import gives its org, and whose they are.

    Those of the file given, or of `access.yaml` in the imported folder, or those the org had brought before,
    or the standard ones.
    """
    if file := given or _beside(path):
        return read_access_file(file), f"the rules of {file}"
    try:
        earlier = (await load_org(app.database, org)).access
    except InputError:
        earlier = None
    if earlier and earlier.is_own:
        return earlier, "the rules that the org had before"
    return standard_access(), f"the standard rules; give others with --access or as {FILE_NAME} in the folder"


def _beside(path: Path) -> Path | None:
    found = path / FILE_NAME
    return found if found.is_file() else None


async def replace_access(app: App, current: Org, path: Path) -> Org:
    """Give the org the rules of the file.

    Raises: ConfigError when they do not fit the org, with every fault and its line.
    """
    policy = read_access_file(path)
    if faults := access_faults(replace(current, access=policy), whole=True):
        raise ConfigError("\n  ".join(["the rules do not fit the org; it keeps those it has:", *faults]))
    await save_access(app.database, current.name, policy)
    return await load_org(app.database, current.name)


async def tell_rights(app: App, current: Org) -> None:
    """Say whose rules the users have, above all where nobody decided it; and which rules do not fit."""
    for use in await profiles_in_use(app.database, current):
        style = "dim" if use.declared else "yellow"
        console.print(f"[{style}]{escape(_use(use))}[/]", soft_wrap=True)
    for fault in access_faults(current, whole=False):
        errors.print(f"[red]closed[/] {escape(fault)}", soft_wrap=True)


def print_sharing(current: Org) -> None:
    """Each object that is shared out: its default and its rules, with their places."""
    made = table("object", "default", "shared with", "declared")
    for name, sharing in current.access.sharing.items():
        described = current.schema.object(name)
        default = f"as {sharing.parent_object}" if sharing.default == "parent" else sharing.default
        made.add_row(described.name if described else name, default, "", sharing.source)
        for rule in sharing.rules:
            made.add_row("", "", escape(f"{rule.to}: {rule.level}, {rule.name}"), rule.source)
    console.print(made)


def _use(use: ProfileUse) -> str:
    users = f"{use.users:,} user{'s have' if use.users > 1 else ' has'}"
    if use.declared:
        return f"{users} the rules of the profile {use.stated!r}"
    stated = f"the profile {use.stated!r}, which no rule declares" if use.stated else "no profile"
    given = f"the rules of the default profile {use.rules!r} hold" if use.rules else "they may read nothing"
    return f"{users} {stated}: {given}"
