"""The learner's pages."""

from django.urls import path

from progress.views import calendar, certificates, cohorts, course, desk, notes, notices, plan, reading

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("reminders/settings/", notices.reminder_settings, name="reminder_settings"),
    path("reminders/stop/<str:token>/", notices.reminder_stop, name="reminder_stop"),
    path("join/", cohorts.join_code, name="join_code"),
    path("join/<str:code>/", cohorts.join_cohort, name="join_cohort"),
    path("desk/", desk.desk, name="desk"),
    path("courses/<slug:course>/desk/", desk.desk, name="course_desk"),
    path("courses/<slug:course>/join/", plan.join, name="join"),
    path("courses/<slug:course>/leave/", plan.leave, name="leave"),
    path("courses/<slug:course>/plan/", plan.plan, name="plan"),
    path("courses/<slug:course>/plan/change/", plan.plan_change, name="plan_change"),
    path("courses/<slug:course>/plan/pause/", plan.plan_pause, name="plan_pause"),
    path("courses/<slug:course>/plan/take/", plan.plan_take, name="plan_take"),
    path("courses/<slug:course>/plan/undo/", plan.plan_undo, name="plan_undo"),
    path("courses/<slug:course>/calendar/", calendar.calendar, name="calendar"),
    path("courses/<slug:course>/calendar/new/", calendar.calendar_make, name="calendar_make"),
    path("courses/<slug:course>/calendar/end/", calendar.calendar_revoke, name="calendar_revoke"),
    path("courses/<slug:course>/calendar/dates.ics", calendar.calendar_file, name="calendar_file"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("courses/<slug:course>/certificate/", certificates.certificate, name="certificate"),
    path("verify/", certificates.verify, name="verify"),
    path("verify/<str:code>/", certificates.verify_code, name="verify_code"),
    path("courses/<slug:course>/", course.course, name="course"),
    path("courses/<slug:course>/modules/<slug:module>/", course.module, name="module"),
    path("courses/<slug:course>/lessons/<slug:lesson>/", course.lesson, name="lesson"),
    path("courses/<slug:course>/lessons/<slug:lesson>/done/", reading.lesson_done, name="lesson_done"),
    path("courses/<slug:course>/lessons/<slug:lesson>/place/", reading.lesson_place, name="lesson_place"),
    path("courses/<slug:course>/labs/<slug:lab>/result/", reading.lab_result, name="lab_result"),
    path("courses/<slug:course>/lessons/<slug:lesson>/note/", notes.lesson_note, name="lesson_note"),
    path("courses/<slug:course>/lessons/<slug:lesson>/bookmark/", notes.lesson_bookmark, name="lesson_bookmark"),
    path("notes/", notes.notes, name="notes"),
    path("notes/export/", notes.notes_export, name="notes_export"),
]
