"""Quizzes as the text that they come from, questions and their versions: all are read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from curriculum.admin.fence import CourseFilter, FencedAdmin, prefixed
from curriculum.admin.texts import TextAdmin
from quizzes.admin import mark_again
from quizzes.admin.challenges import challenges_to, may_read
from quizzes.admin.item_analysis import item_analysis, may_analyse, reckon_again
from quizzes.admin.questions import question_urls
from quizzes.admin.work import may_set_aside, set_aside
from quizzes.models import Question, QuestionVersion, Quiz


@admin.register(Quiz)
class QuizAdmin(TextAdmin):
    change_form_template = "admin/quizzes/quiz/change_form.html"
    deferred = ("intro_html", *prefixed("course"), *prefixed("module"))
    list_display = ["title", "module", "purpose", "n_questions", "pass_mark", "retired_at"]
    list_select_related = ("course", "module")
    list_filter = [CourseFilter, "purpose"]
    search_fields = ["title", "slug"]
    ordering = ["module__position", "position"]

    def get_urls(self) -> list[Any]:
        own = [
            path(f"<int:pk>/{address}", self.page_of_row(view, may_analyse), name=name)
            for address, view, name in (
                ("item-analysis/", item_analysis, "quizzes_quiz_item_analysis"),
                ("item-analysis/reckon/", reckon_again, "quizzes_quiz_reckon"),
            )
        ]
        return [*own, *question_urls(self.admin_site), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        quiz = self.get_object(request, object_id)
        context = {**(extra_context or {}), "may_analyse": may_analyse(request, quiz)}
        context["outdated"] = mark_again.outdated_questions(request, quiz)
        return super().change_view(request, object_id, form_url, context)


@admin.register(Question)
class QuestionAdmin(FencedAdmin):
    deferred = ("current__shown", "current__key", *prefixed("course"), *prefixed("lesson"), "quiz__intro_html")
    list_display = ["slug", "name", "kind", "objective", "difficulty", "quiz", "lesson", "retired_at"]
    list_select_related = ("course", "quiz", "lesson", "current")
    list_filter = [CourseFilter, "quiz__purpose", "current__kind", "current__difficulty"]
    search_fields = ["slug", "current__title"]

    def get_urls(self) -> list[Any]:
        page = self.page_of_row(challenges_to, may_read)
        own = [path("<int:pk>/challenges/", page, name="quizzes_question_challenges")]
        return [*mark_again.urls(self.admin_site.admin_view), *own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        question = self.get_object(request, object_id)
        may = mark_again.may_mark_again(request, question)
        answers = mark_again.outdated_answers(question.current) if may and question else ""
        context = {**(extra_context or {}), "may_mark_again": may, "outdated_answers": answers}
        return super().change_view(request, object_id, form_url, context)

    @admin.display(ordering="current__title")
    def name(self, obj: Question) -> str:
        return obj.current.title if obj.current else ""

    @admin.display(ordering="current__kind")
    def kind(self, obj: Question) -> str:
        return obj.current.kind if obj.current else ""

    @admin.display(ordering="current__objective")
    def objective(self, obj: Question) -> str:
        return obj.current.objective if obj.current else ""

    @admin.display(ordering="current__difficulty")
    def difficulty(self, obj: Question) -> str:
        return obj.current.difficulty if obj.current else ""


@admin.register(QuestionVersion)
class VersionAdmin(FencedAdmin):
    course_path = "question__course"
    deferred = ("shown", "key")
    list_display = ["question", "number", "title", "kind", "objective", "difficulty", "made_at"]
    list_select_related = ("question",)
    list_filter = ["kind", "difficulty"]
    search_fields = ["question__slug", "title"]

    def get_urls(self) -> list[Any]:
        page = self.page_of_row(set_aside, may_set_aside)
        return [path("<int:pk>/aside/", page, name="quizzes_questionversion_aside"), *super().get_urls()]
