"""The only place that names concrete things and joins them."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property

from understudy.agents.actions.activities import CHECK_ACTIVITIES
from understudy.agents.actions.emails import DRAFT_EMAIL
from understudy.agents.actions.knowledge import ANSWER_FROM_KNOWLEDGE
from understudy.agents.actions.measures import MEASURE
from understudy.agents.actions.query import QUERY
from understudy.agents.actions.records import FIND_RECORDS, GET_RECORD
from understudy.agents.actions.registry import AnyAction, known_action
from understudy.agents.actions.routing import ROUTE_CASE, ROUTE_LEAD
from understudy.agents.actions.search import SEARCH
from understudy.agents.actions.summary import SUMMARISE_RECORD
from understudy.agents.actions.undoing import UNDO_CHANGE
from understudy.agents.actions.writing import CREATE_CASE, ESCALATE, UPDATE_RECORD
from understudy.agents.names import OrgNames
from understudy.agents.spec import CHANNELS, AgentSpec, agent_names, load_agent
from understudy.agents.world import build_world
from understudy.conversations.turn import Stage
from understudy.evals.runs.digests import digest, program
from understudy.kit.clock import Clock, Moment, SystemClock
from understudy.kit.config import Collector, Settings
from understudy.kit.db import Database
from understudy.kit.errors import ConfigError
from understudy.kit.otlp import Forwarding, collector_exporter
from understudy.kit.trace import PostgresSpans, setup
from understudy.llm.embedder import Embedder
from understudy.llm.local.model import EmbeddedModel
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.model import EMBEDDED, provider_model
from understudy.llm.pacing import pacing_of
from understudy.llm.remote import Patience, RemoteModel
from understudy.llm.situation import Situation
from understudy.observe.leaving import OPEN_ATTRIBUTES, without_texts
from understudy.org.definitions.library import Library, load_library
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.org.store import load_org
from understudy.trust.audit.key import load_key
from understudy.trust.audit.log import AuditLog
from understudy.trust.guard import GuardedModel, inside, masked
from understudy.trust.masking.fields import private_objects
from understudy.trust.masking.policy import MaskingPolicy, load_masking
from understudy.trust.policy.check import check_rules
from understudy.trust.policy.company import CompanyPolicy, compile_policy
from understudy.trust.policy.document import POLICY_FILE, Declared, load_policy
from understudy.trust.policy.form import RuleForm
from understudy.trust.provenance.declared import Origins, load_origins

__all__ = ["ACTIONS", "App", "checked_agent", "open_app"]

_MASKING = System("keeping names from a model's provider")

ACTIONS: Mapping[str, AnyAction] = {
    action.name: action
    for action in (
        MEASURE,
        FIND_RECORDS,
        GET_RECORD,
        QUERY,
        SEARCH,
        ROUTE_CASE,
        ROUTE_LEAD,
        CHECK_ACTIVITIES,
        ANSWER_FROM_KNOWLEDGE,
        CREATE_CASE,
        UPDATE_RECORD,
        UNDO_CHANGE,
        ESCALATE,
        SUMMARISE_RECORD,
        DRAFT_EMAIL,
    )
}


@dataclass
class App:
    """A running installation."""

    settings: Settings
    database: Database
    clock: Clock = field(default_factory=SystemClock)
    _reasoners: dict[tuple[str, str], Reasoner] = field(default_factory=dict)
    _models: dict[str, RemoteModel] = field(default_factory=dict)

    @cached_property
    def encoder(self) -> Embedder:
        """The sentence encoder; loaded when first needed."""
        return Embedder.load(self.settings.workspace / "cache")

    @cached_property
    def library(self) -> Library:
        """The definitions, the company's own over the shipped ones."""
        return load_library(self.settings.definitions_dir)

    @cached_property
    def masking(self) -> MaskingPolicy:
        """Which values leave to the models of providers."""
        return load_masking(self.settings.masking_file)

    @cached_property
    def origins(self) -> Origins:
        """Which fields and documents are trusted to be the company's own."""
        return load_origins(self.settings.trust_dir)

    @cached_property
    def declared_policy(self) -> Declared:
        """What agents may do, as the company's file says or, where there is none, as the shipped one does."""
        return load_policy(self.settings.trust_dir / POLICY_FILE)

    @property
    def declared(self) -> Mapping[str, str]:
        """A digest of each of the files, and of the program, that every agent's results depend on."""
        return self._declared

    @cached_property
    def _declared(self) -> Mapping[str, str]:
        definitions = {name: each.model_dump(mode="json") for name, each in self.library.definitions.items()}
        return {
            "program": program(),
            "definitions": digest(json.dumps(definitions, sort_keys=True)),
            "policy": digest(self.declared_policy.document.model_dump_json()),
            "masking": digest(self.masking.model_dump_json()),
            "origins": digest(self.origins.model_dump_json()),
        }

    @cached_property
    def audit(self) -> AuditLog:
        """The audit log, with people's words or without, as the settings say."""
        kept = self.settings.keeps_texts
        return AuditLog.open(self.database, self.settings.workspace, keeps_texts=kept)

    async def policy(self, org: Org) -> CompanyPolicy:
        """The same, ready for an org.

        Raises: ConfigError when it names what the org has not.
        """
        declared = self.declared_policy
        await self.check_rules(org, declared.document.rules, declared.places)
        return compile_policy(declared, org.access.people)

    async def check_rules(self, org: Org, rules: Sequence[RuleForm], places: Sequence[str]) -> None:
        """See that all that the rules name is there.

        Raises: ConfigError when something is not.
        """
        known = {name: known_action(action) for name, action in ACTIONS.items()}
        agents = agent_names(self.settings.agents_dir)
        await check_rules(self.database, org, rules, places, known, agents, CHANNELS)

    def agent(self, name: str) -> AgentSpec:
        """The agent of that name or file.

        Raises:
            ConfigError: its file is wrong, or a topic names a definition that does not exist.
        """
        return checked_agent(load_agent(name, self.settings.agents_dir), self.library)

    def moment(self, org: Org) -> Moment:
        """Now, in the org's time zone and fiscal year."""
        return Moment(self.clock.now(), org.timezone, org.fiscal_year_start)

    async def stage(self, org_name: str | None = None, masking: MaskingPolicy | None = None) -> Stage:
        """The named org, or the current one, ready for turns; models masked by `masking`, if it is given."""
        org = await load_org(self.database, org_name)
        encoder = await asyncio.to_thread(lambda: self.encoder)

        def model_for(spec: AgentSpec, situation: Situation) -> GuardedModel:
            return self._model(org, spec, situation, masking or self.masking)

        return Stage(
            self.database,
            org,
            self.library,
            encoder,
            ACTIONS,
            model_for,
            origins=self.origins,
            policy=await self.policy(org),
            audit=self.audit,
            model_of=self.model_of,
            declared={**self.declared, "masking": digest((masking or self.masking).model_dump_json())},
        )

    async def warm(self, stage: Stage, *specs: AgentSpec) -> None:
        """Build what the first turn with these agents would otherwise wait for; see that their rules fit.

        Raises: ConfigError when a rule names what the org has not.
        """
        for spec in specs:
            places = [f"agent {spec.name!r}"] * len(spec.rules)
            await self.check_rules(stage.org, spec.rules, places)
            name = self.model_of(spec)
            if name == EMBEDDED:
                await asyncio.to_thread(self._reasoner, stage.org, spec)
            else:
                self._remote(name)

    async def close(self) -> None:
        """Close the connections to the models' providers."""
        for model in self._models.values():
            async with model:  # a provider closes its client when it is left
                pass

    def model_of(self, spec: AgentSpec) -> str:
        """The name of the model that an agent thinks with."""
        return spec.model or self.settings.model

    def _model(self, org: Org, spec: AgentSpec, situation: Situation, masking: MaskingPolicy) -> GuardedModel:
        name = self.model_of(spec)
        if name == EMBEDDED:
            return inside(EmbeddedModel(self._reasoner(org, spec), situation))
        names = OrgNames(self.database, org, _MASKING, org.schema.once(private_objects))
        return masked(self._remote(name), masking.for_model(name), org.schema, names, situation.session)

    def _remote(self, name: str) -> RemoteModel:
        if name not in self._models:
            patience = Patience(total_s=self.settings.model_timeout_s)
            self._models[name] = provider_model(
                name, os.environ, patience, pacing_of(name, self.settings.model_rates)
            )
        return self._models[name]

    def _reasoner(self, org: Org, spec: AgentSpec) -> Reasoner:
        key = (org.pg_schema, spec.model_dump_json())
        if key not in self._reasoners:
            self._reasoners[key] = Reasoner(build_world(org, self.library, spec), self.encoder)
        return self._reasoners[key]


def checked_agent(spec: AgentSpec, library: Library) -> AgentSpec:
    """The same agent, whose topics name only definitions that there are.

    Raises: ConfigError when one does not.
    """
    for topic in spec.topics:
        for definition in topic.definitions or ():
            if definition not in library.definitions:
                raise ConfigError(
                    f"agent {spec.name!r}, topic {topic.name!r}: there is no definition {definition!r}",
                    hint=f"definitions: {', '.join(sorted(library.definitions))}",
                )
    return spec


@asynccontextmanager
async def open_app(settings: Settings | None = None, clock: Clock | None = None) -> AsyncGenerator[App]:
    """The installation that the environment describes, closed again at the end."""
    settings = settings or Settings.from_environment(os.environ)
    beside = (_forwarding(settings.collector),) if settings.collector else ()
    async with await Database.open(settings) as database:
        tracing = setup(_spans(database, settings), *beside)
        try:
            app = App(settings, database, clock or SystemClock())
            yield app
            await app.close()
        finally:
            await asyncio.to_thread(tracing.close)


def _spans(database: Database, settings: Settings) -> PostgresSpans:
    if settings.keeps_texts:
        return PostgresSpans(database.url)
    digest = load_key(settings.workspace).digest
    return PostgresSpans(database.url, lambda attributes: without_texts(attributes, digest))


def _forwarding(collector: Collector) -> Forwarding:
    leaving = None if collector.texts else OPEN_ATTRIBUTES
    return Forwarding(collector_exporter(collector), collector.place, leaving)
