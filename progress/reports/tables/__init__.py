"""The reports that admins read and export: one layer of rows for the screen and for every kind of file."""
