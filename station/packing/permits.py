"""What a packer may do only with a supervisor's badge, unless the settings allow it."""

from station.model.operator import Operator, Role
from station.packing import facts as f
from station.packing.outcome import Here, Outcome, no

# Names of the option packing.packer_may.
ACTIONS = ("typed_quantity", "no_code", "substitute", "void", "reopen", "take_over")


def ask(action: str, given: tuple[tuple[str, str], ...], *before: f.Fact) -> Outcome:
    """The bench waits for a supervisor's badge, and then goes on by itself."""
    asked = f.Asked("permission", action, (), given)
    return no("permission.wanted", *before, asked, action=f"@action.{action}")


def granted(here: Here, action: str) -> bool:
    return here.may(action)


def refused(operator: Operator) -> Outcome | None:
    """Why this badge does not do."""
    if operator.role is Role.SUPERVISOR:
        return None
    return no("operator.not_allowed", operator=operator.name)
