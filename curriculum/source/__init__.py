"""Reads a course from text: what its files say, and every mistake in them with path, line and mend.

Pure: it touches no database. `tree.read_tree` reads a folder, `course.read_course` makes sense of it.
"""
