"""Who sees what, worked out in plain Python from the declaration alone: nothing of the platform's is used."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.soql.leaks.company import COUNTS, Record
from tests.soql.leaks.declarations import CONDITIONS, CUSTOMER_CONDITIONS

__all__ = ["Eyes"]


@dataclass
class Eyes:
    """What one person sees: `user` is a row of User, or else `contact` one of Contact; neither sees all."""

    declared: dict[str, Any]
    rows: dict[str, list[Record]]
    user: Record | None = None
    contact: Record | None = None
    _seen: dict[tuple[str, str], bool] = field(default_factory=dict)

    def may_name(self, name: str, field_name: str | None = None) -> bool:
        """Whether the object, or a field of it, may stand in a query."""
        if self.user is None and self.contact is None:
            return True
        entries = self._entries(name)
        joined = ["FirstName", "LastName"] if (name, field_name) == ("User", "Name") else []
        return bool(entries) and all(
            any(entry.get("fields", {}).get(each) != "none" for entry in entries)
            for each in [field_name, *joined]
        )

    def sees(self, name: str, row: Record) -> bool:
        """Whether there is this row."""
        key = (name, row["Id"])
        if key not in self._seen:
            self._seen[key] = self._sees(name, row)
        return self._seen[key]

    def _sees(self, name: str, row: Record) -> bool:
        if self.contact is not None:
            entry = self.declared["customers"].get(name)
            return entry is not None and CUSTOMER_CONDITIONS[name][entry["rows"]](row, self)
        if self.user is None:
            return True
        entries = self._entries(name)
        own = any("rows" not in each or CONDITIONS[name][each["rows"]](row, self) for each in entries)
        return own and (self._looks_past_sharing(entries) or self._shared(name, row))

    def _looks_past_sharing(self, entries: list[dict[str, Any]]) -> bool:
        return any(right in each["rights"] for each in entries for right in ("view_all", "modify_all", "all"))

    def _shared(self, name: str, row: Record) -> bool:
        sharing = self.declared["sharing"].get(name)
        if sharing is None or sharing["default"] in ("read", "edit", "full"):
            return True
        if sharing["default"] == "parent":
            return self._through_parent(sharing, row)
        owners = self.team if sharing["hierarchy"] else {self.user_id}
        return row["OwnerId"] in owners or any(self._by_rule(name, row, each) for each in sharing["rules"])

    def _through_parent(self, sharing: dict[str, Any], row: Record) -> bool:
        parent = sharing["parent_object"]
        if not self._entries(parent):
            return False
        # Who is kept from no row of the parent's object is kept from no child, be it without a parent.
        if self._open(parent):
            return True
        above = self.row(parent, row[sharing["parent"]])
        return bool(above) and self.sees(parent, above)

    def _open(self, name: str) -> bool:
        """Whether nothing at all keeps rows of the object back, whatever rows there are."""
        entries = self._entries(name)
        if not any("rows" not in each for each in entries):
            return False
        sharing = self.declared["sharing"].get(name)
        if (
            sharing is None
            or self._looks_past_sharing(entries)
            or sharing["default"] in ("read", "edit", "full")
        ):
            return True
        if sharing["default"] == "parent":
            return bool(self._entries(sharing["parent_object"])) and self._open(sharing["parent_object"])
        return any(
            "where" not in rule
            and rule.get("owned_by", "everybody") == "everybody"
            and self._is_for(rule, name)
            for rule in sharing["rules"]
        )

    def _by_rule(self, name: str, row: Record, rule: dict[str, Any]) -> bool:
        if not self._is_for(rule, name):
            return False
        if "where" in rule and not CONDITIONS[name][rule["where"]](row, self):
            return False
        owner = self.row("User", row["OwnerId"])
        return "owned_by" not in rule or self._owned_by(owner, rule["owned_by"])

    def _owned_by(self, owner: Record, audience: Any) -> bool:
        return audience == "everybody" or (bool(owner) and self._one_of(owner, audience, owner["Profile__c"]))

    def _is_for(self, rule: dict[str, Any], name: str) -> bool:
        """Whether a rule is for this person, or for a role that stands below."""
        assert self.user
        audience = rule["to"]
        if self._one_of(self.user, audience, self.profile):
            return True
        if audience == "everybody" or not self.declared["sharing"][name]["hierarchy"]:
            return audience == "everybody"
        named = [*audience.get("role", []), *audience.get("role_and_below", [])]
        return any(self.user["UserRole__c"] in self._above(role) for role in named)

    def _one_of(self, person: Record, audience: Any, profile: str | None) -> bool:
        if audience == "everybody":
            return True
        role = person["UserRole__c"]
        over = self._above(role) if role else []
        below = audience.get("role_and_below", [])
        return (
            (profile or "").lower() in [each.lower() for each in audience.get("profile", [])]
            or person["Username"] in audience.get("user", [])
            or role in [*audience.get("role", []), *below]
            or any(each in below for each in over)
        )

    def _above(self, role: str) -> list[str]:
        over = self.declared["roles"][role].get("under")
        return [over, *self._above(over)] if over else []

    @cached_property
    def profile(self) -> str | None:
        """The declared profile whose rules are the user's."""
        assert self.user
        known = {name.lower(): name for name in self.declared["profiles"]}
        default = self.declared["default_profile"]
        return known.get((self.user["Profile__c"] or "").lower(), None if default == "none" else default)

    def _entries(self, name: str) -> list[dict[str, Any]]:
        """What the profile and the permission sets say of the object, as far as it may be read."""
        if self.contact is not None:
            entry = self.declared["customers"].get(name)
            return [entry] if entry else []
        if self.user is None:
            return []
        sources = [self.declared["profiles"].get(self.profile, {})] if self.profile else []
        extra = self.declared["permission_sets"]["Extra"]
        if self._one_of(self.user, extra["to"], self.profile or "none"):
            sources.append(extra["objects"])
        found = [source.get(name, source.get("*")) for source in sources]
        whole = [{"rights": each} if isinstance(each, str) else each for each in found if each is not None]
        return [each for each in whole if each["rights"] != "none"]

    @property
    def user_id(self) -> str | None:
        """What `:user_id` stands for."""
        return self.user["Id"] if self.user else None

    @cached_property
    def team(self) -> set[str]:
        """The user and everyone below."""
        assert self.user
        found = {self.user["Id"]}
        if self.declared["hierarchy"] == "roles":
            role = self.user["UserRole__c"]
            others = [each for each in self.rows["User"] if each["UserRole__c"]]
            return found | {
                each["Id"] for each in others if role and role in self._above(each["UserRole__c"])
            }
        for _ in range(COUNTS["User"]):
            found |= {each["Id"] for each in self.rows["User"] if each["ManagerId"] in found}
        return found

    @property
    def contact_id(self) -> str | None:
        """What `:contact_id` stands for."""
        return self.contact["Id"] if self.contact else None

    @property
    def account_id(self) -> str | None:
        """What `:account_id` stands for."""
        return self.contact["AccountId"] if self.contact else None

    def row(self, name: str, record_id: str | None) -> Record:
        """A row by its id, whoever sees it; empty where there is none."""
        return self._by_id.get(record_id or "", {}) if record_id else {}

    @cached_property
    def _by_id(self) -> dict[str, Record]:
        return {row["Id"]: row for rows in self.rows.values() for row in rows}
