"""Who teaches a course. Whoever changes that writes down the change, since it decides what somebody sees (P16)."""

from django.db import transaction

from curriculum.models import CourseStaff, StaffChange

# A person and a course, by their ids.
Place = tuple[int, int]


@transaction.atomic
def let_teach(user_id: int, course_id: int, by_id: int | None = None) -> None:
    """Once; whoever teaches the course already is given nothing."""
    _, is_new = CourseStaff.objects.get_or_create(user_id=user_id, course_id=course_id)
    if is_new:
        note_staff(None, (user_id, course_id), by_id)


def note_staff(before: Place | None, after: Place | None, by_id: int | None) -> None:
    """Write down that a row was made, changed or taken out; one that stays as it was is no change."""
    if before == after:
        return
    StaffChange.objects.bulk_create(
        StaffChange(person_id=place[0], course_id=place[1], given=given, by_id=by_id)
        for place, given in ((before, False), (after, True))
        if place is not None
    )
