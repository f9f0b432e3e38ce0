"""Is every merge field of a template a field of the org?"""

from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError
from understudy.org.definitions.email import INPUT, RECIPIENT, SENDER, EmailDefinition, merge_fields
from understudy.org.metadata import Schema
from understudy.org.paths import field_at
from understudy.soql.run import compile_query

__all__ = ["check_merge_fields"]


def check_merge_fields(context: ActionContext, email: EmailDefinition) -> None:
    """Bind the template's paths to the org, as the context's actor.

    Raises:
        InputError: a path leads nowhere, with the nearest name that exists.
    """
    for name, paths in _by_object(context.org.schema, email).items():
        columns = dict.fromkeys(["Id", *sorted(paths)])
        text = f"SELECT {', '.join(columns)} FROM {name}"
        compile_query(context.org, text, context.actor, context.moment)


def _by_object(schema: Schema, email: EmailDefinition) -> dict[str, set[str]]:
    """The paths that each object has to have."""
    found: dict[str, set[str]] = {email.object: {email.to} if email.to else set()}
    for path in merge_fields(email):
        if path.startswith(SENDER):
            found.setdefault("User", set()).add(path.removeprefix(SENDER))
        elif path.startswith(RECIPIENT) and email.to:
            found.setdefault(_recipient(schema, email), set()).add(path.removeprefix(RECIPIENT))
        elif not path.startswith((INPUT, RECIPIENT)):
            found[email.object].add(path)
    return found


def _recipient(schema: Schema, email: EmailDefinition) -> str:
    found = field_at(schema, email.object, email.to or "")
    if found is None:
        raise InputError(f"{email.object} has no {email.to}, to which the email would go")
    owner, field = found
    return field.references[0] if field.references else owner.name
