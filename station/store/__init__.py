"""The only SQL: tables, migrations, one repository per family. SQLite by default, PostgreSQL where benches share."""
