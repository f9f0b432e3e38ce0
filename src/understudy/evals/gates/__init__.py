"""Is it good enough, is it better than it was, and how surely? All of it pure.

In order of flow: `judged` (what a gate looks at in a result), `rate` (a pass rate with its interval),
`enough` (how many more cases would settle it), `criteria` (each thing that is asked for, as a sentence),
`verdict` (all of them), `repeats` (a case tried several times), `paired` (a test and an interval for the
difference of two runs over the same cases), `comparison` (what that says).
"""

from understudy.evals.gates.verdict import Verdict, judge, judge_suite

__all__ = ["Verdict", "judge", "judge_suite"]
