"""Which template is meant: the one named, the only one, or the nearest in meaning."""

from collections.abc import Sequence

from understudy.agents.actions.emails.fill import input_in
from understudy.agents.actions.registry import ActionContext
from understudy.llm.finding import Finding, Item
from understudy.org.definitions.email import EmailDefinition
from understudy.org.metadata import ObjectType

__all__ = ["choose_template"]

# Other purposes (a party, a price, a birthday) stay below 0.46 with all shipped templates; theirs are above.
_LEAST = 0.46
_CLOSE = 0.02
# A purpose that is so much nearer to a template of another object is none of these.
_ELSEWHERE = 0.15


def choose_template(context: ActionContext, kind: ObjectType, purpose: str) -> EmailDefinition | Finding:
    """The template for records of that kind; a question when none fits or several do.

    Without a purpose it is asked for, even where there is one template only: what it says may not be so.
    """
    known = [email for email in context.library.emails.values() if context.may_use(email.name)]
    fitting = [email for email in known if email.object == kind.name]
    if not fitting:
        return _no_template(context, known, kind)
    named = [email for email in fitting if purpose.strip().lower() in (email.name, email.label)]
    if named or not purpose.strip():
        return named[0] if named else _which(fitting)
    scores = {email.name: _likeness(context, email, purpose) for email in known}
    best = max(scores[email.name] for email in fitting)
    least = max(_LEAST, best - _CLOSE, max(scores.values()) - _ELSEWHERE)
    close = [email for email in fitting if scores[email.name] >= least]
    return close[0] if len(close) == 1 else _which(close or fitting)


def _likeness(context: ActionContext, email: EmailDefinition, purpose: str) -> float:
    """The cosine of the nearest utterance; words that lead to an input of the template speak for it too."""
    said = context.encoder.encode_kept([email.label, *email.synonyms, email.description, *email.asked_as])
    nearest = float((said @ context.encoder.encode([purpose])[0]).max())
    leads_on = any(input_in(purpose, wanted.after) for wanted in email.inputs.values())
    return max(nearest, _LEAST) if leads_on else nearest


def _which(emails: Sequence[EmailDefinition]) -> Finding:
    items = tuple(Item(email.label, value=email.name, shown=email.description) for email in emails)
    return Finding("several", "What is the email for?", items)


def _no_template(context: ActionContext, known: Sequence[EmailDefinition], kind: ObjectType) -> Finding:
    objects = dict.fromkeys(context.org.schema.object(email.object) for email in known)
    told = ", ".join(each.plural.lower() for each in objects if each)
    have = f" I have templates for {told}." if told else ""
    text = f"I have no email template for {kind.plural.lower()}.{have} Which record is it about?"
    return Finding("missing", text)
