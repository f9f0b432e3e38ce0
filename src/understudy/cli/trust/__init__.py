"""`understudy trust`: `group` is what the commands register with, `screening` scores texts of a file,
`detect` finds values in them, `masking` tells of the policy and what it costs.
"""

from understudy.cli.trust import detect, masking, screening
from understudy.cli.trust.group import trust

__all__ = ["trust"]

trust.command("screen")(screening.screen_)
trust.command("detect")(detect.detect_)
trust.command("masking-schema")(masking.schema_)
trust.command("cost")(masking.cost_)
