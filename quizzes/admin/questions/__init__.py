"""Questions of a quiz, one by one: the list, the form of each kind, the same as text, and the preview beside both.

Everything is written into the draft of the quiz's text; nothing here publishes.
"""

from typing import Any

from django.contrib.admin import AdminSite
from django.urls import path

from quizzes.admin.questions.listing import questions
from quizzes.admin.questions.page import new_question, preview, question_page


def question_urls(site: AdminSite) -> list[Any]:
    """The addresses of a quiz's text, by its document: a new quiz has no row yet. No question's id is in the way of
    another page."""
    return [
        path("text/<int:pk>/questions/", site.admin_view(questions), name="quizzes_quiz_questions"),
        path("text/<int:pk>/questions/<slug:question>/", site.admin_view(question_page), name="quizzes_quiz_question"),
        path("text/<int:pk>/add-question/", site.admin_view(new_question), name="quizzes_quiz_question_add"),
        path("text/<int:pk>/preview-question/", site.admin_view(preview), name="quizzes_quiz_question_preview"),
    ]
