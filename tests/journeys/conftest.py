"""These tests look at a whole site from outside, or take a quiz of the tiny course."""

from tests.journeys.desk import course, desk
from tests.site import site

__all__ = ["course", "desk", "site"]
