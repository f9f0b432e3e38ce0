"""Eight questions of different kinds to the demo company, with their answers."""

from dataclasses import dataclass

from rich.markup import escape

from understudy.app import App
from understudy.channels.service import Service
from understudy.cli.company import CUSTOMER
from understudy.cli.console import console
from understudy.cli.talk import print_turn, who_asks
from understudy.conversations.session import new_session
from understudy.conversations.turn import turn

__all__ = ["QUESTIONS", "ask_questions"]


@dataclass(frozen=True, slots=True)
class _Question:
    """One of the eight: what it shows, which agent is asked, by whom, and what."""

    shows: str
    agent: str
    text: str
    who: str | None = None


QUESTIONS = (
    _Question(
        "a ranking with a threshold",
        "analyst",
        "Which support agent had the shortest handle time over the last two quarters, among those who "
        "handled at least 20 cases?",
    ),
    _Question(
        "a trend",
        "analyst",
        "Was there a month this year with far more cases for the Tally Water Controller than the others?",
    ),
    _Question("a comparison", "analyst", "In which state were cases resolved fastest in 2026?"),
    _Question("a routing policy", "sales", "Which rep should take a new lead from Ohio?"),
    _Question(
        "a list with conditions", "sales", "Show me the three largest opportunities in the negotiation stage."
    ),
    _Question("an ambiguous name", "analyst", "How many cases did Harbor open this year?"),
    _Question(
        "a customer asks for what is not theirs",
        "service",
        "Who is your best selling agent this year?",
        CUSTOMER,
    ),
    _Question("nothing here can know", "analyst", "What will the weather be like in Madison tomorrow?"),
)


async def ask_questions(app: App, service: Service) -> None:
    """Ask them all, one after the other."""
    for number, question in enumerate(QUESTIONS, 1):
        await _ask(app, service, number, question)


async def _ask(app: App, service: Service, number: int, question: _Question) -> None:
    """The first with all that stands behind the answer; the page shows it below each."""
    stage, spec = service.stage, service.agents[question.agent]
    actor = await who_asks(app, stage, spec, question.who)
    asker = f", asked by {question.who}" if question.who else ""
    console.print(f"[bold]{number}. {escape(question.text)}[/]")
    console.print(f"  [dim]{question.shows}; agent {spec.name}{asker}[/]")
    session = new_session(spec.name, actor, "terminal")
    print_turn(await turn(stage, spec, session, question.text, service.moment()), steps=number == 1)
    console.print()
