"""Where authors write: pages of the admin that need all the parts of a course."""
