"""From a model's name to a model: any provider of Pydantic AI, or the embedded reasoner."""

import os
from collections.abc import Mapping
from importlib.util import find_spec

from pydantic_ai.models import Model, infer_model

from understudy.kit.errors import ConfigError

__all__ = ["EMBEDDED", "provider_model"]

EMBEDDED = "embedded"
_PACKAGES = {"openai": "openai", "anthropic": "anthropic"}


def provider_model(name: str, environment: Mapping[str, str]) -> Model:
    """The chat model of that name: `openai:gpt-5`, `anthropic:claude-sonnet-4-5` and so on.

    `OPENAI_BASE_URL` points `openai:` at any server that speaks its wire format.

    Raises:
        ConfigError: the name has no provider, its package is not installed, or its key is missing.
    """
    provider, _, model = name.partition(":")
    if not model:
        raise ConfigError(
            f"there is no model {name!r}", hint="'embedded', or provider:model such as openai:gpt-5"
        )
    package = _PACKAGES.get(provider)
    if package and find_spec(package) is None:
        raise ConfigError(
            f"{name!r} needs the package {package!r}", hint=f"pip install 'understudy[{provider}]'"
        )
    key = f"{provider.upper()}_API_KEY"
    if package and not environment.get(key) and not environment.get(f"{provider.upper()}_BASE_URL"):
        raise ConfigError(f"{name!r} needs the key {key}", hint=f"export {key}=…, or use the embedded model")
    if package and not environment.get(key):
        os.environ.setdefault(key, "none")  # a local server of that wire format needs no key, its client does
    try:
        return infer_model(name)
    except Exception as error:
        raise ConfigError(f"the model {name!r} cannot be used: {error}") from error
