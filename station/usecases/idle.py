"""Questions of a bench without an order: they are not worth surviving a restart."""

from station.model.problem import Problem
from station.model.view import Choice
from station.packing.outcome import Outcome
from station.store.orders import Stored
from station.usecases.desk import Desk
from station.usecases.seat import IdleQuestion


def ask(
    desk: Desk, say: Problem, choices: tuple[Choice, ...], answers: dict[str, tuple[str, int, str]]
) -> Outcome:
    desk.seat.question = IdleQuestion(say, choices, answers)
    return Outcome(False, say)


def choice(stored: Stored, scan: str, code: str, **params: object) -> Choice:
    order = stored.order
    return Choice(
        scan, Problem(code, {"order": order.number, **params}), "", order.store, order.number, order.ref
    )


def leave_it(stored: Stored) -> Choice:
    return choice(stored, "CMD-NO", "choice.leave")
