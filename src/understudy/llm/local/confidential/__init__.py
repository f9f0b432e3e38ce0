"""What a company keeps to itself, asked for by somebody who may not have it: refused kindly.

In order of flow: `vocabulary` (the words, from `vocabulary.yaml`), `aspects` (whom and what the message
speaks of), `clues` (the signs in it), `resemblance` (what it means), `judge` (all of it weighed), `saying`
(the reply), `refusing` (what gives way to it).
"""

from understudy.llm.local.confidential.judge import Watch
from understudy.llm.local.confidential.refusing import guarded
from understudy.llm.local.confidential.saying import denied

__all__ = ["Watch", "denied", "guarded"]
