"""What Alembic runs for every command: the revisions, on the connection and in the transaction of whoever calls it."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
