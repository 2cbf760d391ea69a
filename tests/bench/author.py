"""Makes somebody who teaches the course, for the benchmark: how they are signed in, and the lesson that they write."""

import json
import sys

import django

django.setup()

from accounts.models import User  # noqa: E402
from curriculum.models import CourseStaff, Document  # noqa: E402
from tests.bench.seed import signed_in  # noqa: E402


def main(slug: str) -> dict[str, str]:
    document = Document.objects.select_related("published").get(kind="lesson", slug=slug)
    user, _ = User.objects.get_or_create(
        email="bench-author@example.org", defaults={"is_staff": True, "is_superuser": True, "password": "!"}
    )
    CourseStaff.objects.get_or_create(user=user, course_id=document.course_id)
    text = document.published.text if document.published else ""
    return {**signed_in(user), "address": f"/admin/authoring/{document.pk}/preview/", "text": text}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
