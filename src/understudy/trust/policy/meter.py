"""What one turn uses up, counted as it goes, and stopped where a limit is reached.

Limits of a turn are counted in memory. Those that last longer are counted in the database, together for all
programs: one statement before each call of the model and each action, none where no such limit is declared.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic_ai.messages import ModelResponse

from understudy.kit.db import Database
from understudy.kit.errors import ConfigError
from understudy.trust.policy.limits import Allowance, LimitReachedError, Price, Scope, Used, cost_of, exceeded
from understudy.trust.policy.store import add_used

__all__ = ["Meter"]


class Meter:
    """Counts one turn. `allowances` has what may be used by scope, `subjects` whose use is counted there."""

    def __init__(
        self,
        database: Database,
        org: str,
        allowances: Mapping[Scope, Allowance],
        subjects: Mapping[Scope, tuple[str, date]],
        prices: Sequence[Price] = (),
    ) -> None:
        self._database = database
        self._org = org
        self._allowances: dict[Scope, Allowance] = {
            scope: each for scope, each in allowances.items() if not each.is_open
        }
        self._subjects: dict[Scope, tuple[str, date]] = {
            scope: subject for scope, subject in subjects.items() if scope in self._allowances
        }
        self._prices = prices
        self._pending = Used(turns=1)
        self._turn = Used()

    async def before_call(self) -> None:
        """The model is about to be asked.

        Raises: LimitReachedError when it may not be.
        """
        await self._count(Used(model_calls=1))

    async def before_action(self) -> None:
        """An action is about to run.

        Raises: LimitReachedError when it may not.
        """
        await self._count(Used(actions=1))

    def after_call(self, model: str, response: ModelResponse) -> None:
        """The model has answered; what that took counts before the next call.

        Raises: ConfigError when spend is limited and no price is known for the model.
        """
        read, written = response.usage.input_tokens, response.usage.output_tokens
        spend = 0.0
        if any(each.spend is not None for each in self._allowances.values()):
            known = cost_of(model, read, written, self._prices)
            spend = _listed_cost(model, response) if known is None else known
        self._use(Used(tokens=read + written, spend=spend))

    async def close(self, output_characters: int) -> None:
        """The turn is over: count what is left."""
        self._use(Used(output_characters=output_characters))
        if self._subjects:
            await self._flush()

    def _use(self, used: Used) -> None:
        self._pending = self._pending.plus(used)
        self._turn = self._turn.plus(used)

    async def _count(self, used: Used) -> None:
        self._use(used)
        totals: dict[Scope, Used] = {"turn": self._turn}
        if self._subjects:
            totals |= await self._flush()
        for scope, allowance in self._allowances.items():
            if reached := exceeded(allowance, totals[scope]):
                raise LimitReachedError(scope, *reached)

    async def _flush(self) -> dict[Scope, Used]:
        pending, self._pending = self._pending, Used()
        return await add_used(self._database, self._org, self._subjects, pending)


def _listed_cost(model: str, response: ModelResponse) -> float:
    """By the price list that comes with Pydantic AI; nothing is fetched."""
    try:
        return float(response.cost().total_price)
    except (LookupError, ValueError, AssertionError):
        raise ConfigError(
            f"spend is limited, and no price is known for the model {model!r}",
            hint="add it to the prices of trust/policy.yaml: {model: ..., input: ..., output: ...}",
        ) from None
