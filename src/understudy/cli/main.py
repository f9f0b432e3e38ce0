"""The command `understudy`."""

import typer

from understudy.cli import (
    agent,
    approvals,
    audit,
    bench,
    definitions,
    demo,
    evals,
    guardrails,
    key,
    knowledge,
    org,
    person,
    policy,
    serve,
    soql,
    talk,
    trace,
    trust,
    worker,
)

__all__ = ["main"]

main = typer.Typer(
    name="understudy",
    help="Build, ground, guard, test and run the CRM agents of a company.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
main.command("ask")(talk.ask)
main.command("chat")(talk.chat)
main.command("demo")(demo.demo)
main.command("serve")(serve.serve)
main.command("worker")(worker.worker)
main.add_typer(org.org, name="org")
main.add_typer(soql.soql, name="soql")
main.add_typer(knowledge.knowledge, name="knowledge")
main.add_typer(definitions.definitions, name="definitions")
main.add_typer(agent.agent, name="agent")
main.add_typer(policy.policy, name="policy")
main.add_typer(approvals.approvals, name="approvals")
main.add_typer(evals.evals, name="eval")
main.add_typer(guardrails.guardrails, name="guardrails")
main.add_typer(bench.bench, name="bench")
main.add_typer(trace.trace, name="trace")
main.add_typer(key.key, name="key")
main.add_typer(audit.audit, name="audit")
main.add_typer(person.person, name="person")
main.add_typer(trust.trust, name="trust")
