"""Marking answers again by the key of a later version: weighed, told for ever, taken back where it was wrong (P7).

The learner keeps the question that they saw. Only answers that the later key can judge are marked again: those whose
question offered the same options. What a person has marked stays as it is, unless it is told otherwise.
"""
