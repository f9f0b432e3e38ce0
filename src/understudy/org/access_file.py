"""An access file (`access.yaml`) becomes the org's rules, each with the line that declares it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from understudy.kit.documents import line_finder, read_text_document
from understudy.kit.errors import ConfigError
from understudy.org.access_form import AccessForm, AudienceForm, EntryForm, SharingForm
from understudy.org.audience import Audience, People
from understudy.org.object_access import ObjectAccess, Settable
from understudy.org.permissions import AccessPolicy, PermissionSet
from understudy.org.sharing import Sharing, SharingRule

__all__ = ["read_access", "read_access_file"]

LineOf = Callable[..., str]


def read_access_file(path: Path) -> AccessPolicy:
    """The rules in the file.

    Raises:
        ConfigError: it cannot be read or does not fit the form, with line and reason.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the access file {str(path)!r} cannot be read: {error}") from None
    return replace(read_access(text, source=path.name), is_own=True)


def read_access(text: str, *, source: str) -> AccessPolicy:
    """As `read_access_file`, from text; `source` names it in errors and explanations."""
    form = read_text_document(text, AccessForm, source=source)
    line_of = line_finder(text, source=source)
    profiles = {
        name.lower(): _entries(entries, line_of, "profiles", name) for name, entries in form.profiles.items()
    }
    sets = tuple(
        PermissionSet(
            name, _audience(each.to), _entries(each.objects, line_of, "permission_sets", name, "objects")
        )
        for name, each in form.permission_sets.items()
    )
    return AccessPolicy(
        profiles=profiles,
        customers=_entries(form.customers, line_of, "customers"),
        default_profile=form.default_profile,
        permission_sets=sets,
        sharing={name.lower(): _sharing(each, line_of, name) for name, each in form.sharing.items()},
        people=People(
            form.people.profile,
            form.people.role,
            form.people.manager,
            {name: role.under if role else None for name, role in form.roles.items()},
            form.hierarchy,
        ),
    )


def _entries(given: Mapping[str, EntryForm], line_of: LineOf, *path: str) -> dict[str, ObjectAccess]:
    return {name.lower(): _entry(entry, line_of(*path, name)) for name, entry in given.items()}


def _entry(given: EntryForm, source: str) -> ObjectAccess:
    if "none" in given.rights:
        return ObjectAccess(readable=False, source=source)
    return ObjectAccess(
        readable=True,
        hidden_fields=frozenset(name.lower() for name, right in given.fields.items() if right == "none"),
        fixed_fields=frozenset(name.lower() for name, right in given.fields.items() if right == "read"),
        rows=given.rows,
        create=None if given.may("create") else _settable(given.create),
        update=None if given.may("edit", "modify_all") else _settable(given.update),
        own=given.own,
        delete=given.may("delete", "modify_all"),
        editable_rows=given.editable_rows,
        deletable_rows=given.deletable_rows,
        view_all=given.may("view_all", "modify_all"),
        modify_all=given.may("modify_all"),
        source=source,
    )


def _settable(given: Mapping[str, tuple[str, ...]] | None) -> Settable:
    return {name.lower(): values for name, values in (given or {}).items()}


def _sharing(given: SharingForm, line_of: LineOf, name: str) -> Sharing:
    rules = tuple(
        SharingRule(
            rule.name,
            _audience(rule.to),
            rule.access,
            rule.where,
            _audience(rule.owned_by) if rule.owned_by else None,
            line_of("sharing", name, "rules", place),
        )
        for place, rule in enumerate(given.rules)
    )
    return Sharing(
        given.default,
        given.owner,
        given.parent,
        given.parent_object,
        given.hierarchy,
        rules,
        line_of("sharing", name),
    )


def _audience(given: AudienceForm) -> Audience:
    return Audience(given.everybody, given.profile, given.role, given.role_and_below, given.user)
