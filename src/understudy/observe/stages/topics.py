"""What a question is about: the topic of the agent whose description or examples are nearest in meaning."""

import asyncio
from collections.abc import Iterable, Sequence

import numpy as np

from understudy.agents.spec import AgentSpec
from understudy.llm.embedder import TextEncoder

__all__ = ["LOOKING_UP", "topics_of"]

LOOKING_UP = "answer_from_knowledge"


async def topics_of(
    asked: Sequence[tuple[str, str]], specs: Iterable[AgentSpec], encoder: TextEncoder
) -> list[str]:
    """For each pair of an agent's name and a question the name of a topic that looks things up; empty where
    the agent is not known, or has none.
    """
    by_agent = {spec.name: spec for spec in specs}
    out = [""] * len(asked)
    for name in {agent for agent, _ in asked} & by_agent.keys():
        places = [place for place, (agent, _) in enumerate(asked) if agent == name]
        questions = [asked[place][1] for place in places]
        found = await asyncio.to_thread(_nearest, by_agent[name], questions, encoder)
        for place, topic in zip(places, found, strict=True):
            out[place] = topic
    return out


def _nearest(spec: AgentSpec, questions: Sequence[str], encoder: TextEncoder) -> list[str]:
    known = [
        (topic.name, text)
        for topic in spec.topics
        if LOOKING_UP in topic.actions
        for text in (topic.when, *topic.examples)
    ]
    if not known:
        return [""] * len(questions)
    vectors = encoder.encode([*(text for _, text in known), *questions])
    near = vectors[len(known) :] @ vectors[: len(known)].T
    return [known[place][0] for place in np.argmax(near, axis=1).tolist()]
