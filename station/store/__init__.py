"""The only SQL: tables, migrations, one repository per family, on SQLite and on PostgreSQL."""
