"""The ways in which a model may end a turn."""

from pydantic import BaseModel
from pydantic_ai import DeferredToolRequests

__all__ = ["AnswerOutput", "ClarifyOutput", "HandoffOutput", "Output", "RefusalOutput"]


class AnswerOutput(BaseModel):
    """Answer the person."""

    text: str
    answers: list[str] = []
    known: bool = True
    confidence: float | None = None


class ClarifyOutput(BaseModel):
    """Ask the person what is missing or which of several is meant."""

    text: str
    choices: list[str] = []


class RefusalOutput(BaseModel):
    """Decline what may not be done or shown here; say kindly what can be."""

    text: str


class HandoffOutput(BaseModel):
    """Let a person take over."""

    text: str
    reason: str


Output = str | AnswerOutput | ClarifyOutput | RefusalOutput | HandoffOutput | DeferredToolRequests
