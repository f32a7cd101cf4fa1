"""Minimising a smooth loss over all the data at once."""

from collections.abc import Callable
from typing import Any


def minimise(
    loss: Callable[[], Any], parameters: list[Any], *, steps: int = 200, history: int = 100
) -> None:
    """Minimise a loss over torch parameters in place, by L-BFGS with a strong Wolfe line search."""
    import torch

    optimiser = torch.optim.LBFGS(
        parameters, max_iter=steps, history_size=history, line_search_fn="strong_wolfe"
    )

    def closure() -> Any:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    step: Callable[..., Any] = optimiser.step
    step(closure)
