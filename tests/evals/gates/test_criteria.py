"""Single criteria."""

import numpy as np
import pytest

from understudy.evals.gates.criteria import quantile


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21, 100, 333])
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_a_quantile_is_numpy_s_of_the_same_definition(count: int, share: float) -> None:
    values = list(np.random.default_rng(count).random(count))
    assert quantile(values, share) == np.quantile(values, share, method="inverted_cdf")
