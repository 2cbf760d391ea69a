"""The reports of the admin, and the files that they are exported to."""
