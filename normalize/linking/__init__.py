"""From readings of single documents to linked reports: relations in DuckDB, each made by one step."""
