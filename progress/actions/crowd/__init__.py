"""A crowd of learners who do not exist, with all that they did in a course until now. Development only.

Each has an ability and a diligence, joined on some day of the last three months, alone or in a cohort, goes through the
course by a plan, faster or slower than it, and stops somewhere or not. Rows are those that the application itself would
have written.
"""
