"""What an order's own word and its lines say together."""

from collections.abc import Sequence

from station.model.order import Line, OrderState


def standing(
    native: OrderState | None,
    lines: Sequence[Line],
    *,
    unclear: bool = False,
    refunded_whole: bool = False,
) -> OrderState:
    """The canonical state, first hit wins: a whole order is judged by what of each line is open.

    `native` is what the cart's own word means, None for one nobody told us about. `unclear`: refunded units
    may or may not be among those that left. `refunded_whole`: the money went back, lines named or not.
    """
    packed = [line for line in lines if line.ships is not False]
    nothing_open = bool(packed) and not any(line.due for line in packed)
    shipped = any(line.shipped for line in packed)
    refunded = nothing_open and not shipped and any(line.refunded for line in packed)
    if native is OrderState.CANCELLED:
        return OrderState.CANCELLED
    if native is OrderState.REFUNDED or refunded_whole or refunded:
        return OrderState.REFUNDED
    if native is OrderState.FULFILLED or (nothing_open and shipped):
        return OrderState.FULFILLED
    if native is None or native is OrderState.ON_HOLD or unclear:
        return OrderState.ON_HOLD
    return OrderState.PARTIAL if native is OrderState.READY and shipped else native
