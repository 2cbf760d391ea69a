"""Charts of reports: what the learners of a selection come to, counted by the database, drawn, and as tables."""
