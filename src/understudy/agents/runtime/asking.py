"""What happens around each request to the model: it is counted, and logged before anything leaves."""

from pydantic_ai import RunContext
from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model, ModelRequestContext
from pydantic_ai.models.wrapper import WrapperModel

from understudy.agents.runtime.progress import Progress
from understudy.llm.local.model import EmbeddedModel
from understudy.trust.guard import masked_values

__all__ = ["after_request", "before_request", "chooses_by_message"]


async def before_request(run: RunContext[Progress], request: ModelRequestContext) -> ModelRequestContext:
    """Count the request and note it; what a provider is sent is logged before.

    Raises: LimitReachedError when the model may not be asked any more.
    """
    context, model = run.deps.context, request.model
    if context.meter:
        await context.meter.before_call()
    context.recorder.note("model_call", _named(model), asked=len(request.messages))
    if not chooses_by_message(model):
        await context.recorder.flush()  # what leaves was logged before
    return request


async def after_request(
    run: RunContext[Progress], *, request_context: ModelRequestContext, response: ModelResponse
) -> ModelResponse:
    """Count and note what the response has used, and how many values its provider did not get."""
    context, name = run.deps.context, _named(request_context.model)
    if context.meter:
        context.meter.after_call(name, response)
    used = {"input_tokens": response.usage.input_tokens, "output_tokens": response.usage.output_tokens}
    context.recorder.note("model_call", name, **used, calls=[each.tool_name for each in response.tool_calls])
    if values := masked_values(request_context.model):
        context.recorder.note("mask", name, values=values)
    return response


def _named(model: Model) -> str:
    return f"{model.system}:{model.model_name}"


def chooses_by_message(model: Model) -> bool:
    """Whether it chooses what to do from the person's message alone: the reasoner words findings, no more."""
    while isinstance(model, WrapperModel):
        model = model.wrapped
    return isinstance(model, EmbeddedModel)
