"""Labels, print jobs, and the numbers that are given out once."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text

from station.store.schema.parts import Instant, Key, counted, metadata

label = Table(
    "label",
    metadata,
    counted(),
    Column("carton", String, ForeignKey("carton.uid"), nullable=False),
    Column("state", String, nullable=False),  # wanted | made | printed | failed | void
    Column("fingerprint", String, nullable=False),
    Column("number", BigInteger),  # taken from the range before anything is drawn
    Column("tracking", String, nullable=False, default=""),
    Column("file", Text, nullable=False, default=""),
    Column("sha256", String, nullable=False, default=""),
    Column("problem", Text),
    Column("at", Instant, nullable=False),
    Column("looked_at", Instant),  # when the last look at the order was over
)
Index("ix_label_state", label.c.state)
Index("ix_label_carton", label.c.carton)

print_job = Table(
    "print_job",
    metadata,
    Column("id", String, primary_key=True),
    Column("bench", String, nullable=False),
    Column("document", String, nullable=False),
    Column("printer", String, nullable=False),
    Column(
        "state", String, nullable=False
    ),  # wanted | waiting | sending | printed | failed | in_doubt | cancelled
    Column("file", Text, nullable=False),  # what is printed, under the data folder
    Column("target_file", Text, nullable=False, default=""),  # what a folder printer wrote
    Column("title", String, nullable=False),
    Column("order_id", Key),
    Column("carton", String),
    Column("label", Key),
    Column("reason", String, nullable=False, default=""),
    Column("problem", Text),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
)
Index("ix_print_job_state", print_job.c.state)
Index("ix_print_job_carton", print_job.c.carton)

number_range = Table(
    "number_range",
    metadata,
    Column("name", String, primary_key=True),
    Column("next", BigInteger, nullable=False),
)
