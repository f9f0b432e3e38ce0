"""A conversation that was held becomes a case of a suite, with what it should have come to.

`held` (the conversation, as it was), `expected` (what should come of it), `place` (in which suite it is
kept), `keep` (writing it there), `mend` (correcting what is expected of a case that stands there).
"""
