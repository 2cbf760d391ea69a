"""The pages that audits walk over."""

from curriculum.labs.registry import LABS

COURSE = "/courses/foundation-model-training/"
LESSONS = (
    f"{COURSE}lessons/scaling-laws/",
    f"{COURSE}lessons/preparing-data/",
    f"{COURSE}lessons/distillation/",
    f"{COURSE}lessons/overlap-metrics/",
)
OPEN = (
    "/",
    COURSE,
    f"{COURSE}modules/pre-training/",
    *LESSONS,
    f"{COURSE}glossary/",
    "/labs/",
    *(f"/labs/{lab}/" for lab in LABS),
    f"{COURSE}quizzes/pre-training-quiz/",
    f"{COURSE}quizzes/readiness/",
    f"{COURSE}checks/pt-check-25-times/",
    "/search/",
    "/search/?q=perplexity",
    "/search/?q=zzzz",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/confirm-email/",
    "/mail/",
    "/verify/",
    "/no-such-page/",
)
SIGNED_IN = (
    "/",
    "/desk/",
    "/notes/",
    "/notices/",
    "/reminders/settings/",
    f"{COURSE}plan/",
    f"{COURSE}join/",
    f"{COURSE}calendar/",
    f"{COURSE}certificate/",
    "/join/",
    f"{COURSE}lessons/scaling-laws/",
    f"{COURSE}quizzes/pre-training-quiz/",
    "/accounts/profile/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/logout/",
)
ADMIN = (
    "/admin/",
    "/admin/curriculum/course/",
    "/admin/curriculum/lesson/",
    "/admin/curriculum/term/",
    "/admin/curriculum/revision/",
    "/admin/quizzes/quiz/",
    "/admin/quizzes/question/1/mark-again/",
    "/admin/quizzes/attemptitem/?outcome=all",
    "/admin/progress/cohort/",
    "/admin/progress/cohort/add/",
    "/admin/progress/study/",
    "/admin/progress/certificate/",
    "/admin/accounts/user/",
    "/admin/accounts/message/",
)
