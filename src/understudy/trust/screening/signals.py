"""What tells on an instruction to an agent: patterns of what it does, not of its subject. Pure.

A word alone ("ignore", "system", "prompt") tells nothing: honest questions are full of them. Each signal asks
for a verb together with what only an agent has: instructions of its own, rules, a reply to give.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from understudy.trust.screening.forms import Forms

__all__ = ["SIGNALS", "Channel", "Signal"]

Channel = Literal["user", "tool_result"]

_OWN = (
    r"(?:instructions?|rules|prompts?|guidelines|polic(?:y|ies)|restrictions|directives?|training"
    r"|programming"
    r"|constraints|commands?|orders|safeguards|protocols?|conversation)"
)
_BEFORE = (
    r"(?:previous|prior|above|earlier|preceding|past|existing|initial|original"
    r"|all (?:the|your|of)|your|every)"
)
_TASK = (
    r"(?:write|translate|summari[sz]e|generate|describe|explain|list|provide|compose|suggest"
    r"|recommend|calculate"
    r"|compute|identify|analy[sz]e|classify|rewrite|reverse|replace|insert|include|omit|convert"
    r"|encode|encrypt"
    r"|solve|find|tell|answer|respond|reply|output|print|repeat|imagine|give|incorporate|introduce"
    r"|offer|promote"
    r"|mention|use|ensure|end|begin|start|append|add|create|modify|alter|exclude|remove|tailor"
    r"|present|infer"
    r"|determine|evaluate|extract|highlight|format|enhance)"
)
_DEED = (
    r"(?:send|forward|e-?mail|transfer|post|delete|share|upload|invite|modify|change|update|cancel"
    r"|book|reserve"
    r"|pay|save|visit|buy|schedule|remove|refund|wire|export|grant|reset|call|run|execute|fetch|open"
    r"|close|create"
    r"|add|make|get|append|concatenate|give|close|approve|escalate|assign|reveal|disclose)"
)


@dataclass(frozen=True, slots=True)
class Signal:
    """One of them. `weight` is how surely it alone makes a text an instruction to an agent."""

    name: str
    weight: float
    applies: Callable[[Forms], bool]
    channel: Channel | None = None


def _pattern(*patterns: str, least: int = 1) -> Callable[[Forms], bool]:
    compiled = re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE | re.MULTILINE)

    def applies(forms: Forms) -> bool:
        return len(list(islice(compiled.finditer(forms.all), least))) == least

    return applies


def _addressed(forms: Forms) -> bool:
    """Whether a long text tells somebody over and over what to be and do, as no question does."""
    words = re.findall(r"[\w']+", forms.text.lower())
    told = sum(word in ("you", "your", "you're", "yourself", "u") for word in words)
    return len(words) >= 60 and told >= 6 and told / len(words) >= 0.025


def _sentences(forms: Forms) -> list[str]:
    parts = re.split(r"(?<=[.!?])\s+|\n+|\|", forms.text)
    return [part.strip() for part in parts if len(part.split()) > 2]


_ORDER = re.compile(rf"^(?:please |kindly |now |also |then |just )*{_TASK}\b", re.IGNORECASE)
_TO_THE_READER = re.compile(
    r"\b(?:us|our|we|click|below|here|contact|account|reply to this)\b", re.IGNORECASE
)


def _task_at_an_end(forms: Forms) -> bool:
    """Whether it begins or ends with a task for who writes an answer, and not with one for a reader."""
    sentences = _sentences(forms)
    ends = [*sentences[:1], *sentences[-2:]]
    return any(_ORDER.match(each) and not _TO_THE_READER.search(each) for each in ends)


def _question_at_an_end(forms: Forms) -> bool:
    sentences = _sentences(forms)
    ends = [*sentences[:1], *sentences[-1:]]
    asks = re.compile(
        r"^(?:what|who|when|where|why|how|which|is|are|can|could|do|does)\b.*\?$", re.IGNORECASE
    )
    return any(asks.match(each) and not re.search(r"\b(?:we|us|our|any questions)\b", each) for each in ends)


SIGNALS: tuple[Signal, ...] = (
    Signal(
        "sets its instructions aside",
        0.85,
        _pattern(
            rf"\b(?:ignor\w+|disregard\w*|forget\w*|override|bypass\w*|discard|overlook|neglect"
            rf"|pay no attention to)\b"
            rf"[^.\n]{{0,30}}\b{_BEFORE}\b[^.\n]{{0,40}}\b{_OWN}",
            r"\b(?:ignore|disregard|forget) (?:everything|all that|what) (?:you|i|we|was|above|before)",
            r"\bnew (?:instructions?|task|rules?) ?:",
        ),
    ),
    Signal(
        "gives it another self",
        0.55,
        _pattern(
            r"\b(?:you(?:'re| are| will| shall| must| should|'ll| can| have to)(?: now| going to"
            r"| to)*|from now on,?|i want you to"
            r"|let's|please|^|[.!\n] ?)(?: you)?(?: will)? ?(?:act(?:ing)? as|pretend(?:ing)?"
            r"|role-?play\w*|simulat\w+|imperson\w+"
            r"|imitate|behave|emulate|embody|assume the (?:role|identity))\b",
            r"\byou (?:are|will be|be)(?: now| going to be)? (?:an? |the )?[^.\n]{0,60}\b(?:named"
            r"|called|known as|character|persona|ai|bot)\b",
            r"\b(?:stay|remain|break|breaking|out of|in) (?:in )?character\b",
            r"\b(?:speak|talk|respond|answer|reply) (?:to me )?(?:only )?as\b",
        ),
    ),
    Signal(
        "begins another rule for all that follows",
        0.5,
        _pattern(
            r"\bfrom (?:now own|now on|this (?:moment|point)|here on)\b|\bhenceforth\b"
            r"|\bfor the rest of (?:this|our|the) \w+",
            r"\b(?:every|all) (?:of your )?(?:response|answer|reply|message"
            r"|output)s?\b[^.\n]{0,40}\b(?:must|should|will|with|start|begin|end)",
            r"\b(?:activated?|enabled?|enter)\b[^.\n]{0,20}\bmode\b|\bmode (?:enabled|activated|on)\b",
        ),
    ),
    Signal(
        "takes its limits away",
        0.75,
        _pattern(
            r"\b(?:no|without|free (?:of|from)|not bound by|not have|lacks?|zero|bypass\w*|beyond"
            r"|ignor\w+|remov\w+)\b[^.\n]{0,30}"
            r"\b(?:restrictions?|limitations?|filters?|censor\w*|morals?|morality|ethic\w*"
            r"|boundaries|guidelines|content polic\w+)",
            r"\b(?:be|is|are|as|an?|completely) (?:uncensored|unfiltered|amoral) (?:ai|bot|model"
            r"|assistant|version|chat|and|,)|\b(?:jail-?br\w+|do anything now|developer mode"
            r"|god mode|anything goes)\b|\bDAN\b",
            r"\b(?:never|can ?not|can't|won't|not allowed to|do not|don't"
            r"|must not) (?:ever )?(?:refuse|deny|decline|reject|say no|apologi[sz]e|warn)",
        ),
    ),
    Signal(
        "speaks of what it is",
        0.4,
        _pattern(
            r"\bopen ?ai\b|\bchat ?gpt\b|\bgpt-?\d|\b(?:as an |you are an )?ai (?:language )?model\b"
            r"|\blanguage model\b|\banthropic\b"
            r"|\bcontent polic\w+|\{generator\.name\}"
        ),
    ),
    Signal(
        "asks for several selves",
        0.6,
        _pattern(
            r"\b(?:two|2|both|double)\b[^.\n]{0,30}\b(?:responses|answers|paragraphs|replies"
            r"|outputs)\b",
            r"[\[(](?:gpt|chatgpt|normal|classic|jailbreak|dan|user|prompt)\w*[\])]?:",
        ),
    ),
    Signal(
        "asks for its instructions",
        0.85,
        _pattern(
            r"\b(?:output|print|repeat|reveal|show|display|write|copy|leak|give|return|tell|share"
            r"|list|what (?:is|are|was|were)|recite|"
            r"disclose|summari[sz]e|translate|provide|expose)\b[^.\n]{0,40}\b(?:(?:your|system"
            r"|initial|hidden|secret|original|first|"
            r"previous|above|starting|base|developer|internal|full|exact"
            r"|entire)[ _-]+)+(?:system )?(?:prompts?|instructions?|"
            r"configuration|initiali[sz]ation(?: string)?|directives?|guidelines|rules)\b",
            r"\binitiali[sz]ation (?:string|prompt)|\bsystem[_ ]prompt\b",
            r"\b(?:repeat|print|copy|output|say|tell)\b[^.\n]{0,30}\b(?:everything|words|text|lines?"
            r"|all|sentences?|message) (?:\w+ ){0,2}(?:above|before|prior)\b",
            r"\bwhat (?:are|were) you (?:not )?(?:supposed|told|instructed|allowed|asked"
            r"|programmed)\b|\byou (?:were|are) (?:told|instructed) not\b",
        ),
    ),
    Signal(
        "counterfeits a frame",
        0.7,
        _pattern(
            r"<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?INST\]|^#{2,}\s*(?:new "
            r"|system )?(?:instructions?|system|prompt)\b",
            r"</?(?:information|instructions?|system|important|admin|finding|tool_result)>"
            r"|^\W{0,3}(?:system|assistant)\W{0,2}:",
            r"\[\s*/?system\s*\]|\bend of (?:document|email|text|context|input)\b[^\n]{0,40}$",
        ),
    ),
    Signal("commands somebody at length", 0.4, _addressed),
    Signal(
        "commands over and over",
        0.45,
        _pattern(r"\byou (?:must|will|shall|have to|should|can|are (?:to|going to))\b", least=4),
    ),
    Signal(
        "wants what nobody should give",
        0.45,
        _pattern(
            r"\b(?:illegal|unethical|immoral|explicit|nsfw|offensive|inappropriate|dangerous"
            r"|harmful)\b[^.\n]{0,60}\b(?:content|requests?|"
            r"anything|responses?|answers?|questions?|regardless|advice|information)\b",
            r"\b(?:even if|regardless of|no matter)\b[^.\n]{0,40}\b(?:illegal|unethical|immoral"
            r"|harmful|offensive|rules|polic\w+)\b",
        ),
    ),
    Signal("hides something", 0.6, lambda forms: forms.hidden > 0),
    Signal(
        "speaks to an assistant",
        0.85,
        _pattern(
            r"\b(?:you,? the|dear|to the|attention,?|hey|hello|hi) (?:ai|assistant|agent|bot|model"
            r"|language model|chatbot)\b",
            r"\b(?:ai|assistant|agent|chatbot|language model)\b[^.\n]{0,25}\b(?:must|should|please"
            r"|has to|needs to|shall)\b",
            r"\bbefore you (?:can )?(?:solve|answer|reply|respond|finish|continue|go on|do)\b",
        ),
        "tool_result",
    ),
    Signal(
        "speaks of the reply",
        0.8,
        _pattern(
            r"\byour (?:response|reply|answer|output|summary|message back)\b|\b(?:in|with|to) (?:the"
            r"|this|each|every) (?:response|reply|answer|summary)\b",
            r"\b(?:respond|answer|reply) (?:only )?(?:with|in|by|using|like)\b",
        ),
        "tool_result",
    ),
    Signal(
        "leaves an order",
        0.8,
        _pattern(
            rf"\b(?:todo|task|action required|next step|instruction|note to (?:self|ai"
            rf"|assistant))\s*:\s*(?:please )?(?:{_DEED}|{_TASK})\b",
            rf"(?:^|[.!?:;]\s+|\n)(?:please |kindly |then |now |finally,? "
            rf"|and )*{_DEED}\b[^.\n]{{0,80}}\b(?:my|the user'?s?|all|every|their)\b"
            r"[^.\n]{0,60}\b(?:e-?mails?|files?|inbox|account|transactions?|messages?|contacts?"
            r"|calendar|passwords?|channels?|records?|"
            r"cases?|data|payments?|events?|reservations?|addresses)\b",
            rf"(?:^|[.!?:;]\s+|\n)(?:please |then |now |finally,? "
            rf"|and )*{_DEED}\b[^.\n]{{0,120}}(?:\b[A-Z]{{2}}\d{{10,}}\b|\b[\w.+-]+@[\w-]+\.\w+)",
            r"\bwithout (?:asking|telling|notifying|confirming|informing)\b",
        ),
        "tool_result",
    ),
    Signal("has a task at an end", 0.6, _task_at_an_end, "tool_result"),
    Signal("has a question at an end", 0.5, _question_at_an_end, "tool_result"),
)
