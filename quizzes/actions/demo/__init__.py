"""Believable answers of learners who do not exist: for demonstrations, and for figures at scale. Development only.

Each learner has an ability, each question a difficulty; the chance of a right answer is the three-parameter logistic
model of item response theory, c + (1 - c) / (1 + exp(-(θ - b))), so that curves and item statistics look as real ones.
What an answer is worth is never made up: `grading` marks each of the few that a version gets, once.
"""
