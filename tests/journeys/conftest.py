"""These tests look at a whole site from outside."""

from tests.site import site

__all__ = ["site"]
