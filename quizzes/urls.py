"""Taking a quiz. An attempt is named by its learner's own numbers, so that no address leads to anybody else's."""

from django.urls import path

from quizzes import views

QUIZ = "courses/<slug:course>/quizzes/<slug:quiz>/"
ATTEMPT = QUIZ + "attempts/<int:number>/"
CHALLENGE = ATTEMPT + "questions/<int:place>/challenge/"
urlpatterns = [
    path(QUIZ, views.quiz, name="quiz"),
    path(QUIZ + "start/", views.start, name="quiz_start"),
    path(QUIZ + "give-up/", views.give_up, name="quiz_give_up"),
    path(ATTEMPT, views.attempt, name="attempt"),
    path(ATTEMPT + "questions/<int:place>/", views.attempt, name="attempt_question"),
    path(ATTEMPT + "review/", views.review, name="attempt_review"),
    path(ATTEMPT + "submit/", views.submit, name="attempt_submit"),
    path(ATTEMPT + "result/", views.result, name="attempt_result"),
    path(CHALLENGE, views.challenge, name="question_challenge"),
    path(CHALLENGE + "withdraw/", views.withdraw, name="question_challenge_withdraw"),
    path("courses/<slug:course>/checks/<slug:question>/", views.check, name="check"),
]
