"""The pages that audits walk over."""

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
    "/labs/scaling-laws/",
    "/search/",
    "/search/?q=perplexity",
    "/search/?q=zzzz",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/confirm-email/",
    "/mail/",
    "/no-such-page/",
)
SIGNED_IN = (
    "/",
    f"{COURSE}lessons/scaling-laws/",
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
    "/admin/accounts/user/",
    "/admin/accounts/message/",
)
