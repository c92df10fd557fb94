"""Run by alembic: the connection is handed in, so that migrations happen inside the station's own set-up."""

from alembic import context

from station.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
