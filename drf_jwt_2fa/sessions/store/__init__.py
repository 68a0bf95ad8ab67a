"""All queries of the tables."""
