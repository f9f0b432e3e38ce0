"""From a model's name to a model: any provider of Pydantic AI, or the embedded reasoner."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from types import TracebackType
from typing import Any

from pydantic_ai.models import infer_model
from pydantic_ai.providers import Provider, infer_provider

from understudy.kit.errors import ConfigError
from understudy.kit.extras import install_line
from understudy.llm.joined import joining_client
from understudy.llm.pacing import Pacing
from understudy.llm.remote import PATIENCE, Patience, RemoteModel

__all__ = ["EMBEDDED", "provider_model"]

EMBEDDED = "embedded"
_PACKAGES = {
    "openai": "openai",
    "openai-chat": "openai",
    "openai-responses": "openai",
    "anthropic": "anthropic",
}


def provider_model(
    name: str,
    environment: Mapping[str, str],
    patience: Patience = PATIENCE,
    pacing: Pacing | None = None,
) -> RemoteModel:
    """The chat model of that name: `openai:gpt-5`, `anthropic:claude-sonnet-4-5` and so on.

    `OPENAI_BASE_URL` points `openai:` at any server that speaks Chat Completions, as all do that imitate
    OpenAI; `openai-responses:` and `openai-chat:` say which of the two wires is meant. Each call makes a
    client with connections of its own: keep what it gives.

    Raises:
        ConfigError: the name has no provider, its package is not installed, or its key is missing.
    """
    provider, _, model = name.partition(":")
    if not model:
        raise ConfigError(
            f"there is no model {name!r}", hint="'embedded', or provider:model such as openai:gpt-5"
        )
    if package := _PACKAGES.get(provider):
        _check(name, package, environment)
    address = environment.get("OPENAI_BASE_URL")
    if address and provider == "openai":
        provider = "openai-chat"
    providers = _compatible(address, environment) if address else infer_provider
    try:
        return RemoteModel(infer_model(f"{provider}:{model}", providers), patience, pacing=pacing)
    except Exception as error:
        raise ConfigError(f"the model {name!r} cannot be used: {error}") from error


def _check(name: str, package: str, environment: Mapping[str, str]) -> None:
    if find_spec(package) is None:
        raise ConfigError(f"{name!r} needs the package {package!r}", hint=install_line(package))
    key = f"{package.upper()}_API_KEY"
    if not environment.get(key) and not environment.get(f"{package.upper()}_BASE_URL"):
        raise ConfigError(f"{name!r} needs the key {key}", hint=f"export {key}=…, or use the embedded model")


def _compatible(address: str, environment: Mapping[str, str]) -> Callable[[str], Provider[Any]]:
    """Providers, but that OpenAI's is the server at that address. It needs no key."""

    def made(name: str) -> Provider[Any]:
        if _PACKAGES.get(name) != "openai":
            return infer_provider(name)
        from pydantic_ai.profiles.openai import OpenAIModelProfile
        from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

        class Compatible(OpenAICompatibleProvider):
            """With an HTTP client of ours, closed when the provider is left."""

            async def __aexit__(
                self,
                kind: type[BaseException] | None,
                error: BaseException | None,
                trace: TracebackType | None,
            ) -> None:
                await super().__aexit__(kind, error, trace)
                await client.aclose()

        # A stream that ends without a reason was cut by something in between.
        whole = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
        key, client = environment.get("OPENAI_API_KEY"), joining_client()
        return Compatible("openai", base_url=address, api_key=key, profile=whole, http_client=client)

    return made
