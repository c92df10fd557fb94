"""Questions of a bench without an order: they are not worth surviving a restart."""

from dataclasses import replace

from station.model.operator import Operator
from station.model.problem import Problem
from station.model.view import Choice
from station.packing.outcome import Outcome, no, yes
from station.packing.paged import MORE, bounds, numbered
from station.store import sessions
from station.store.engine import Transaction
from station.store.orders import Stored
from station.usecases.desk import Desk
from station.usecases.seat import IdleQuestion

FURTHER = "further"  # the answer that turns to the next ones


def ask(
    desk: Desk, say: Problem, choices: tuple[Choice, ...], answers: dict[str, tuple[str, int, str]]
) -> Outcome:
    desk.seat.question = IdleQuestion(say, choices, answers)
    return Outcome(False, say)


Among = tuple[tuple[Choice, tuple[str, int, str]], ...]


def ask_one_of(desk: Desk, say: Problem, among: Among, leave: tuple[Choice, ...] = ()) -> Outcome:
    """`among` are choices, numbered here, and what each means: nine at a time, MORE leads to the next."""
    _ask_from(desk, say, among, leave, 0)
    return Outcome(False, say)


def more(desk: Desk, question: IdleQuestion, following: int) -> Outcome:
    """The same question with its next answers."""
    leave = tuple(one for one in question.choices if one.scan == "CMD-NO")
    _ask_from(desk, question.say, question.among, leave, following)
    return no("several.next", **bounds(str(following), len(question.among)))


def _ask_from(desk: Desk, say: Problem, among: Among, leave: tuple[Choice, ...], first: int) -> None:
    page = numbered([str(place) for place in range(len(among))], first)
    choices, answers = [], {}
    for scan, value in page:
        if scan == MORE:
            choices.append(Choice(MORE, Problem("choice.further", bounds(value, len(among)))))
            answers[MORE] = (FURTHER, int(value), "")
            continue
        shown, answers[scan] = among[int(value)]
        choices.append(replace(shown, scan=scan))
    desk.seat.question = IdleQuestion(say, (*choices, *leave), answers, among=among)


def sign_in(desk: Desk, tx: Transaction, operator: Operator) -> Outcome:
    """Who is at the bench from now on."""
    desk.seat.operator = operator
    sessions.seat(tx, desk.seat.policy.bench, operator=operator.badge)
    return yes("operator.signed_in", operator=operator.name)


def choice(stored: Stored, scan: str, code: str, **params: object) -> Choice:
    order = stored.order
    return Choice(
        scan, Problem(code, {"order": order.number, **params}), "", order.store, order.number, order.ref
    )


def leave_it(stored: Stored) -> Choice:
    return choice(stored, "CMD-NO", "choice.leave")
