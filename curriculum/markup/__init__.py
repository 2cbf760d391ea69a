"""Markdown in, safe HTML out; and every mistake of the author's with its line.

Pure: no framework, no clock, no network. `render.render` is the way in.
"""
