"""Bodies of requests, in the form that they must have before anything is done with them."""

from typing import Any, Self

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.routes import short_body

__all__ = ["Body", "json_body", "json_object"]


class Body(BaseModel):
    """A body with these names, written as Salesforce's clients do; what it holds besides is passed over."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True)

    @classmethod
    async def of(cls, request: Request, code: str = "JSON_PARSER_ERROR") -> Self:
        """The body of a request.

        Raises: WireError with the code when it has another form.
        """
        try:
            return cls.model_validate(await json_object(request))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"])
            raise WireError(400, code, f"{where}: {first['msg']}") from error


async def json_body(request: Request) -> Any:  # noqa: ANN401  (whatever the client sent)
    """The body of a request: as deep as can be worked on, and of text that is one.

    Raises: WireError when it is no JSON.
    """
    try:
        return from_json(await short_body(request), allow_inf_nan=False)
    except ValueError as error:
        raise WireError(400, "JSON_PARSER_ERROR", f"the body is no JSON: {error}") from error


async def json_object(request: Request) -> dict[str, Any]:
    """The body of a request that must be a JSON object.

    Raises: WireError when it is none.
    """
    body = await json_body(request)
    if not isinstance(body, dict):
        raise WireError(400, "JSON_PARSER_ERROR", "the body is not a JSON object")
    return body
