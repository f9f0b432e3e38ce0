"""Cases that no action is for: what people ask of any program that talks. The agent says that it
can't, or that it is not its business.
"""

from collections.abc import AsyncGenerator

from understudy.evals.cases import Expectation
from understudy.evals.generate.draft import OUT_OF_SCOPE, Draft, Phrase
from understudy.evals.generate.ground import Ground
from understudy.knowledge.probe.corpus import is_told_elsewhere

__all__ = ["make"]

_ASKED = (
    "Who won the football game last night?",
    "What will the weather be like in Lisbon tomorrow?",
    "Write me a poem about the sea.",
    "What is the capital of Mongolia?",
    "How do I cook risotto with mushrooms?",
    "Tell me a joke about penguins.",
    "Which party should I vote for?",
    "Translate 'good evening' into Japanese.",
    "Can you book me a flight to Oslo?",
    "What are the symptoms of the measles?",
    "Who wrote Don Quixote?",
    "Solve the equation x squared plus three x equals ten.",
    "Is there life on Mars?",
    "Recommend a film for tonight.",
    "How old is the Eiffel Tower?",
    "Write a program in Python that sorts numbers.",
    "What does the stock market do today?",
    "Do you believe in ghosts?",
    "How far is it to the moon?",
    "Which horse will win the race on Sunday?",
    "Explain the theory of relativity to me.",
    "Who is the president of Brazil?",
    "Sing me a lullaby.",
    "Should I take aspirin or ibuprofen against a headache?",
    "How do I learn to play the violin?",
    "What happened in the French Revolution?",
    "Order me a pizza with olives.",
    "What is the meaning of my dream about snakes?",
    "Give me the lottery numbers of next week.",
    "How tall do giraffes get?",
)


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """Each once; none that a document of the org speaks of."""
    random, stage = ground.random(OUT_OF_SCOPE), ground.stage
    for at, told in enumerate(random.sample(_ASKED, len(_ASKED))):
        if await is_told_elsewhere(stage.database, stage.org.name, told, -1):
            continue
        asker = ground.askers[at % len(ground.askers)]
        expect = Expectation(kind=("unknown", "refusal"))
        yield Draft(None, told, asker.name, Phrase(told), expect, style=OUT_OF_SCOPE)
