"""The tables. Times are UTC microseconds, money minor units, mass milligrams, JSON is text.

Personal data (names, addresses, notes, raw payloads) stands in the `person_*` tables only, so that it can
be deleted and the facts stay. A column is added by a migration first, used by the next minor version,
and a column is dropped only one minor version after nothing reads it.
"""

from station.store.schema.ahead import ahead_label
from station.store.schema.benches import bench, lease, operator
from station.store.schema.goods import movement, product, product_code
from station.store.schema.messages import outbox
from station.store.schema.orders import (
    NEVER,
    bad_order,
    merged_part,
    order_act,
    order_line,
    order_revision,
    orders,
    person_act,
    person_address,
    person_payload,
    person_search,
    queue_state,
    saved_filter,
    store_state,
)
from station.store.schema.packing import carton, carton_line, fact, scan, session, shipment, unit_trace
from station.store.schema.paper import label, number_range, print_job
from station.store.schema.parts import metadata
from station.store.schema.picking import pick, pick_fact, pick_line, put_back, tote, wave
from station.store.schema.returns import back_fact, customer_return, load, load_carton, returned_unit
from station.store.schema.shadow import shadow_note
from station.store.schema.weights import carton_weight, confusion, unit_weight, weighed

# In their order; the last is what this version needs.
REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0012",
    "0014",
    "0015",
    "0016",
)
HEAD = REVISIONS[-1]

__all__ = [
    "HEAD",
    "NEVER",
    "REVISIONS",
    "ahead_label",
    "back_fact",
    "bad_order",
    "bench",
    "carton",
    "carton_line",
    "carton_weight",
    "confusion",
    "customer_return",
    "fact",
    "label",
    "lease",
    "load",
    "load_carton",
    "merged_part",
    "metadata",
    "movement",
    "number_range",
    "operator",
    "order_act",
    "order_line",
    "order_revision",
    "orders",
    "outbox",
    "person_act",
    "person_address",
    "person_payload",
    "person_search",
    "pick",
    "pick_fact",
    "pick_line",
    "print_job",
    "product",
    "product_code",
    "put_back",
    "queue_state",
    "returned_unit",
    "saved_filter",
    "scan",
    "session",
    "shadow_note",
    "shipment",
    "store_state",
    "tote",
    "unit_trace",
    "unit_weight",
    "wave",
    "weighed",
]
