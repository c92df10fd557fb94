"""The one table of states: which fact may follow in which state, and where it leads.

`None` as the target keeps the state. A fact that has no row in a state cannot happen there.
"""

from station.model.view import BenchState
from station.packing import facts as f

S = BenchState
_ANY = (S.PACKING, S.ASKING, S.WEIGHING, S.LABELLING, S.SCAN_BACK, S.HELD)

NEXT: dict[tuple[BenchState, type[f.Fact]], BenchState | None] = {
    (S.IDLE, f.Opened): S.PACKING,
    (S.IDLE, f.CartonTakenBack): None,
    (S.PACKING, f.CartonOpened): None,
    (S.PACKING, f.UnitPacked): None,
    (S.PACKING, f.LineShorted): None,
    (S.PACKING, f.QuantitySet): None,
    (S.PACKING, f.PartPacked): None,
    (S.PACKING, f.UnitMoved): None,
    (S.PACKING, f.KindChosen): None,
    (S.PACKING, f.Confirmed): None,
    (S.PACKING, f.CartonReopened): None,
    (S.PACKING, f.Asked): S.ASKING,
    (S.ASKING, f.Asked): None,
    (S.ASKING, f.Answered): S.PACKING,
    (S.PACKING, f.CartonSealed): S.WEIGHING,
    (S.WEIGHING, f.CartonWeighed): None,
    (S.WEIGHING, f.KindChosen): None,
    (S.WEIGHING, f.CartonUnsealed): S.PACKING,
    (S.WEIGHING, f.LabelWanted): S.LABELLING,
    (S.LABELLING, f.LabelWanted): None,
    (S.LABELLING, f.LabelFailed): None,
    (S.LABELLING, f.LabelReady): S.SCAN_BACK,
    (S.LABELLING, f.CartonReopened): S.PACKING,
    (S.SCAN_BACK, f.LabelReady): None,
    (S.SCAN_BACK, f.Asked): S.ASKING,
    (S.SCAN_BACK, f.CartonConfirmed): S.PACKING,
    (S.HELD, f.CartonVoided): None,
    (S.HELD, f.Rebased): None,
    (S.HELD, f.UnitMoved): None,
    (S.HELD, f.CartonReopened): S.PACKING,
    (S.HELD, f.LabelWanted): S.LABELLING,
    (S.PACKING, f.Closed): S.IDLE,
    (S.HELD, f.Closed): S.IDLE,
    **{(state, f.Interrupted): S.HELD for state in _ANY if state is not S.HELD},
    (S.HELD, f.Interrupted): None,
    **{(state, f.Parked): None for state in _ANY},
    **{(state, f.Unparked): None for state in _ANY},
    **{(state, f.TakenOver): None for state in _ANY},
}


def follow(state: BenchState, fact: f.Fact, before_hold: BenchState) -> BenchState:
    """The state after `fact`. ValueError: the table has no such row, so somebody wrote nonsense."""
    if isinstance(fact, f.Acknowledged) and state is S.HELD:
        return before_hold
    try:
        target = NEXT[state, type(fact)]
    except KeyError:
        raise ValueError(f"{type(fact).__name__} cannot happen in {state}") from None
    return state if target is None else target
