"""What an actor may name. To the binder a hidden object or field does not exist, so no error betrays it."""

from collections.abc import Iterator
from dataclasses import dataclass

from understudy.org.metadata import ChildRelationship, Field, ObjectType, Schema
from understudy.org.nearest import nearest
from understudy.org.permissions import AccessPolicy, Actor, ObjectAccess, System

__all__ = ["View"]


@dataclass(frozen=True, slots=True)
class View:
    """A schema as one actor sees it."""

    schema: Schema
    policy: AccessPolicy
    actor: Actor

    @classmethod
    def full(cls, schema: Schema) -> "View":
        """The view that hides nothing, for what the platform itself declares."""
        return cls(schema, AccessPolicy(), System("declared condition"))

    def access(self, object_type: ObjectType) -> ObjectAccess:
        """The rules for an object."""
        return self.policy.access(self.actor, object_type.name)

    def object(self, name: str) -> ObjectType | None:
        """The object of that name, if it may be read."""
        found = self.schema.object(name)
        return found if found and self.access(found).readable else None

    def field(self, object_type: ObjectType, name: str) -> Field | None:
        """The field of that name, if it and what it is made of may be read."""
        found = object_type.field(name)
        return found if found and self._readable(object_type, found) else None

    def reference(self, object_type: ObjectType, relationship: str) -> Field | None:
        """The reference behind a relationship name, if it may be read."""
        found = object_type.reference(relationship)
        return found if found and self._readable(object_type, found) else None

    def child(
        self, parent: ObjectType, relationship: str
    ) -> tuple[ObjectType, Field, ChildRelationship] | None:
        """The child object and its reference behind the name of a way down."""
        way = self.schema.child(parent.name, relationship)
        child = self.object(way.child) if way else None
        reference = self.field(child, way.field) if way and child else None
        return (child, reference, way) if way and child and reference else None

    def objects(self) -> Iterator[ObjectType]:
        """The objects that may be read."""
        return (each for each in self.schema if self.access(each).readable)

    def fields(self, object_type: ObjectType) -> Iterator[Field]:
        """The fields of the object that may be read."""
        return (each for each in object_type.fields if self._readable(object_type, each))

    def ways_down(self, parent: ObjectType) -> Iterator[tuple[ObjectType, Field, ChildRelationship]]:
        """Every way down from the object that may be gone."""
        ways = (self.child(parent, each.name) for each in self.schema.children(parent.name))
        return (way for way in ways if way)

    def target(self, reference: Field) -> ObjectType | None:
        """What a reference points to, if that is one object and may be read."""
        return self.object(reference.references[0]) if len(reference.references) == 1 else None

    def hides_objects(self) -> bool:
        """Whether some object of the org may not be read."""
        return any(not self.access(each).readable for each in self.schema)

    def hides_fields(self, object_type: ObjectType) -> bool:
        """Whether some field of the object may not be read."""
        return bool(self.access(object_type).hidden_fields)

    def nearest_object(self, name: str) -> str | None:
        """The readable object a person may have meant: by API name, label, plural or synonym."""
        wanted = name.lower().removesuffix("__c")
        names: dict[str, str] = {}
        for each in self.schema:
            if self.access(each).readable:
                for known in (each.name, each.label, each.plural, *each.synonyms):
                    names.setdefault(known.lower(), each.name)
        found = nearest(wanted, names)
        return names[found] if found else None

    def nearest_field(self, object_type: ObjectType, name: str) -> str | None:
        """The readable field of the object a person may have meant: by API name, label or synonym."""
        names: dict[str, str] = {}
        for each in object_type.fields:
            if self._readable(object_type, each):
                for known in (each.name, each.label, *each.synonyms):
                    names.setdefault(known.lower(), each.name)
        found = nearest(name.lower().removesuffix("__c"), names)
        return names[found] if found else None

    def nearest_relationship(self, object_type: ObjectType, name: str) -> str | None:
        """The way up from the object most like `name`; also found by the name of its reference field."""
        ways = {
            each.relationship: each.name
            for each in object_type.fields
            if each.relationship and self._readable(object_type, each)
        }
        by_field = next((way for way, own in ways.items() if own.lower() == name.lower()), None)
        return by_field or nearest(name, ways)

    def nearest_child(self, parent: ObjectType, name: str) -> str | None:
        """The way down from the object most like `name`; also found by the child object's name."""
        known = self.schema.children(parent.name)
        ways = {way.name: way.child for way in known if self._leads_down(way)}
        by_child = next((way for way, child in ways.items() if child.lower() == name.lower()), None)
        return by_child or nearest(name, ways)

    def _leads_down(self, way: ChildRelationship) -> bool:
        """Whether the way may be gone; asked of thousands, so no object's fields are read for it."""
        child = self.object(way.child)
        return child is not None and self.access(child).field_readable(way.field)

    def path_to(self, object_type: ObjectType, name: str) -> str | None:
        """The path to a field of that name on a parent one step up, when the object has none itself."""
        for reference in object_type.fields:
            if not reference.relationship or not self._readable(object_type, reference):
                continue
            parent = self.object(reference.references[0]) if len(reference.references) == 1 else None
            field = self.field(parent, name) if parent else None
            if field:
                return f"{reference.relationship}.{field.name}"
        return None

    def _readable(self, object_type: ObjectType, field: Field) -> bool:
        access = self.access(object_type)
        if not access.hidden_fields:
            return True
        return access.field_readable(field.name) and all(access.field_readable(p) for p in field.joined_from)
