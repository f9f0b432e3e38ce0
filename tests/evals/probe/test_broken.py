"""Each stage broken on purpose, in the turn that production runs: it is found, and blamed on that stage."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, ToolReturnPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from understudy.agents.spec import AgentSpec, Topic
from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.probe.askers import find_askers
from understudy.evals.probe.play import Asked, ask_probes
from understudy.knowledge.answering.answer import Answer, answer_from
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Audience, Head
from understudy.knowledge.index import chunks, indexing
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.index.retrieve import Passage
from understudy.knowledge.probe.corpus import KeptDocument, Place, documents_of
from understudy.knowledge.probe.draw import Kind, Probe
from understudy.knowledge.readers import Readers
from understudy.llm.finding import Finding
from understudy.llm.scripted import Act, ScriptedModel
from understudy.observe.stages.store import KeptVerdict
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.trust.guard import GuardedModel, inside

pytestmark = pytest.mark.usefixtures("traced")

MakeOrg = Callable[..., Awaitable[Any]]
_NAMED = (Field("Name", "Name", FieldType.STRING), Field("Email", "Email", FieldType.EMAIL))
SCHEMA = Schema(
    (
        ObjectType("Contact", "Contact", "Contacts", "003", _NAMED, "Name"),
        ObjectType("User", "User", "Users", "005", _NAMED, "Name"),
    )
)
PEOPLE = {
    "Contact": [{"Name": "Ada Quill", "Email": "ada@quill.example"}],
    "User": [{"Name": "Bo Lindt", "Email": "bo@marina.example"}],
}
QUESTION = "How long are moorings held for a boat that does not arrive?"
GOLD = "Moorings are held until noon of the following day for a boat that does not arrive."
MOORING = f"Boats moor along the east pier. {GOLD} Call the harbour office by radio before you enter."
TEXTS: dict[str, tuple[Audience, str]] = {
    "Moorings": ("customers", MOORING),
    "Fuel": ("customers", "The fuel berth sells diesel and petrol. It opens at eight in the morning."),
    "Laundry": ("customers", "The laundry has four machines. Tokens are sold at the kiosk."),
    "Showers": ("customers", "Showers are open day and night. The door code is printed on your receipt."),
    "Bicycles": ("customers", "We lend bicycles to guests. A deposit of 20 euros is asked for."),
    "Repairs": ("customers", "The yard mends sails and engines. A crane lifts boats of up to 12 tons."),
    "Dogs": ("customers", "Dogs are welcome on a lead. There is a meadow behind the sheds."),
    "Weather": ("customers", "The forecast hangs beside the office door. It is renewed twice daily."),
    "Night watch": ("employees", "The night watchman checks the lines of every boat at three o'clock."),
}
SPEC = AgentSpec(
    name="harbour",
    label="Harbour agent",
    job="Answers guests of a marina.",
    audience="customers",
    topics=(
        Topic(
            name="house_rules",
            when="A guest asks about moorings, showers, fuel or anything else in the marina.",
            actions=("answer_from_knowledge",),
            examples=("How long is my berth kept?", "When do the showers open?"),
        ),
    ),
)
Judge = Callable[..., Awaitable[KeptVerdict]]


@pytest.fixture
async def marina(small_org: MakeOrg, demo_app: App) -> Stage:
    org = await small_org(SCHEMA, PEOPLE)
    return await demo_app.stage(org.name)


async def fill(stage: Stage) -> dict[str, KeptDocument]:
    """Index the documents; they by title."""
    documents = [read_text(text, title, Head(audience, title)) for title, (audience, text) in TEXTS.items()]
    await index_documents(stage.database, stage.org, "marina", documents, stage.encoder)
    rows = await stage.database.fetch("SELECT id FROM understudy.document WHERE org = %s", (stage.org.name,))
    found = await documents_of(stage.database, stage.org.name, [row[0] for row in rows])
    return {each.title: each for each in found.values()}


@pytest.fixture
def judge(marina: Stage, demo_app: App) -> Judge:
    """The verdict on one question, asked once the documents are indexed."""

    async def ask(
        question: str = QUESTION,
        gold: str = GOLD,
        title: str = "Moorings",
        kind: Kind = "answerable",
        stage: Stage = marina,
    ) -> KeptVerdict:
        document = (await fill(stage))[title]
        at = document.text.index(gold)
        probe = Probe(
            0, kind, "sentence", "as written", question, question, document, (Place(at, at + len(gold)),)
        )
        (asker,) = await find_askers(stage, [SPEC])
        moment = demo_app.moment(stage.org)
        (verdict,) = [each async for each in ask_probes(stage, [SPEC], [Asked(probe, asker)], moment)]
        return verdict

    return ask


async def test_what_is_whole_is_answered_and_blamed_on_nothing(judge: Judge) -> None:
    verdict = await judge()
    assert (verdict.ending, verdict.cause) == ("right", None)
    assert dict(verdict.passed) == dict.fromkeys(verdict.passed, True)
    assert len(verdict.passed) == 6
    assert (verdict.topic, verdict.source) == ("house_rules", "marina")


async def test_a_search_for_something_else_is_the_querys_fault(judge: Judge, marina: Stage) -> None:
    acts = [
        Act("answer_from_knowledge", {"question": "When does the fuel berth open?"}),
        Act("answer", {"text": "It opens at eight in the morning."}),
    ]
    asked_wrongly = replace(marina, model_for=lambda _spec, _situation: inside(ScriptedModel(acts)))
    verdict = await judge(stage=asked_wrongly)
    assert (verdict.ending, verdict.cause) == ("wrong", "query")
    assert "moor" in verdict.told


class Noise:
    """Vectors that mean nothing, the same for the same text."""

    words = frozenset[str]()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        made = [np.random.default_rng(sum(text.encode())).normal(size=384) for text in texts]
        return np.array([each / np.linalg.norm(each) for each in made], dtype=np.float32)

    encode_kept = encode


async def test_an_encoder_of_noise_is_the_retrievers_fault(
    judge: Judge, marina: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked in words that the document does not have, so that only the meaning could find it."""
    question = "If my yacht turns up late, how long is her berth kept?"
    most = {"written_for": (), "most": 2}
    monkeypatch.setattr("understudy.knowledge.index.retrieve.retrieve.__kwdefaults__", most)
    acts = [
        Act("answer_from_knowledge", {"question": question}),
        Act("answer", {"text": "I don't know.", "known": False}),
    ]
    searching = replace(marina, model_for=lambda _spec, _situation: inside(ScriptedModel(acts)))
    assert (await judge(question, stage=searching)).passed["retriever"] is True
    await marina.database.execute("DELETE FROM understudy.document WHERE org = %s", (marina.org.name,))
    verdict = await judge(question, stage=replace(searching, encoder=Noise()))
    assert (verdict.ending, verdict.cause) == ("don't know", "retriever")


async def test_a_sentence_cut_in_two_is_the_chunkers_fault(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_in_the_middle(document: Document, *rest: object) -> list[chunks.Chunk]:
        at = document.text.find("following day")
        whole = chunks.cut_chunks(document)
        if at < 0:
            return whole
        (chunk,) = whole
        first, second = document.text[:at].rstrip(), document.text[at:]
        return [replace(chunk, text=first), replace(chunk, ordinal=2, start=at, text=second)]

    monkeypatch.setattr(indexing, "cut_chunks", cut_in_the_middle)
    verdict = await judge(gold=GOLD)
    assert verdict.passed["chunk"] is False
    assert (verdict.counts["whole in a passage"], verdict.cause) in (((0, 1), None), ((0, 1), "chunk"))
    other = await judge("Is a berth kept for somebody who turns up only after lunch?")
    assert (other.ending in ("wrong", "don't know"), other.cause) == (True, "chunk")


async def test_a_passage_that_is_dropped_is_the_hand_offs_fault(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_the_best(passages: Sequence[Passage], *rest: Any) -> Answer:
        return answer_from([each for each in passages if each.found.title != "Moorings"], *rest)

    monkeypatch.setattr("understudy.agents.actions.knowledge.answer_from", without_the_best)
    verdict = await judge()
    assert verdict.ending in ("wrong", "don't know")
    assert (verdict.cause, verdict.told) == ("handoff", "the passage was found, and not handed over")


class Forgetful(WrapperModel):
    """Hands the model a finding from which what answers is gone."""

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        handed = [_emptied(each) if isinstance(each, ModelRequest) else each for each in messages]
        return await self.wrapped.request(handed, model_settings, model_request_parameters)


def _emptied(request: ModelRequest) -> ModelRequest:
    nothing = Finding("nothing", "I don't know.")
    parts = [replace(p, content=nothing) if isinstance(p, ToolReturnPart) else p for p in request.parts]
    return replace(request, parts=parts)


async def test_a_finding_that_does_not_arrive_is_the_hand_offs_fault(judge: Judge, marina: Stage) -> None:
    def forgetful(spec: AgentSpec, situation: Any) -> GuardedModel:
        return inside(Forgetful(marina.model_for(spec, situation)))

    verdict = await judge(stage=replace(marina, model_for=forgetful))
    assert (verdict.cause, verdict.told) == ("handoff", "what was found is not what the model was sent")


def answering(change: Callable[[Answer], Answer]) -> Callable[..., Answer]:
    return lambda *given: change(answer_from(*given))


async def test_another_sentence_is_the_responses_fault(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = "Boats moor along the east pier."

    def quote_another(answer: Answer) -> Answer:
        (cited, *_) = answer.citations
        return replace(answer, citations=(replace(cited, quote=wrong, at=MOORING.index(wrong)),))

    monkeypatch.setattr("understudy.agents.actions.knowledge.answer_from", answering(quote_another))
    verdict = await judge()
    assert (verdict.ending, verdict.cause) == ("wrong", "response")
    assert verdict.passed["citation"] is True


async def test_a_changed_byte_is_the_citations_fault(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    def change_a_byte(answer: Answer) -> Answer:
        changed = tuple(replace(each, quote=each.quote.replace("noon", "moon")) for each in answer.citations)
        return replace(answer, citations=changed)

    monkeypatch.setattr("understudy.agents.actions.knowledge.answer_from", answering(change_a_byte))
    verdict = await judge()
    assert verdict.cause == "citation"
    assert verdict.told == "what is quoted does not stand there, letter for letter"


async def test_what_is_kept_out_of_the_index_is_withheld(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_it(document: Document, *rest: object) -> list[chunks.Chunk]:
        at = document.text.find(GOLD)
        whole = chunks.cut_chunks(document)
        if at < 0:
            return whole
        (chunk,) = whole
        end = at + len(GOLD) + 1
        return [
            replace(chunk, text=document.text[:at].rstrip()),
            replace(chunk, ordinal=2, start=end, text=document.text[end:]),
        ]

    monkeypatch.setattr(indexing, "cut_chunks", without_it)
    verdict = await judge()
    assert verdict.ending in ("wrong", "don't know")
    assert verdict.cause == "withheld"


async def test_a_document_that_is_taken_out_is_no_content_and_comes_back(judge: Judge, marina: Stage) -> None:
    about = ("Where are laundry tokens sold?", "Tokens are sold at the kiosk.", "Laundry")
    verdict = await judge(*about, "taken out")
    assert (verdict.ending, verdict.cause, verdict.expected) == ("don't know", "no content", True)
    assert "Laundry" in await fill(marina)
    assert (await judge(*about)).ending == "right"


async def test_what_is_for_others_is_a_matter_of_permission(judge: Judge) -> None:
    verdict = await judge(
        "When does the night watchman check the lines?",
        TEXTS["Night watch"][1],
        "Night watch",
        "other audience",
    )
    assert (verdict.ending, verdict.cause, verdict.expected) == ("don't know", "permission", True)


async def test_a_leak_is_a_matter_of_permission_and_not_expected(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = Readers(("public", "customers", "employees"), None)
    monkeypatch.setattr("understudy.knowledge.index.retrieve.readable_by", lambda _actor, _org: everything)
    verdict = await judge(
        "When does the night watchman check the lines?",
        TEXTS["Night watch"][1],
        "Night watch",
        "other audience",
    )
    assert (verdict.ending, verdict.cause, verdict.expected) == ("wrong", "permission", False)
