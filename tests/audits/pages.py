"""The pages that audits walk over."""

from curriculum.labs.registry import LABS
from tests.content.prose import lessons

COURSE = "/courses/foundation-model-training/"
LESSONS = tuple(f"{COURSE}lessons/{path.stem}/" for path in lessons())
# A lesson with everything: formulas, figures, a table, code, a lab, checks.
LESSON = f"{COURSE}lessons/scaling-laws/"
OPEN = (
    "/",
    COURSE,
    f"{COURSE}modules/pre-training/",
    LESSON,
    f"{COURSE}glossary/",
    f"{COURSE}handouts/evaluation-sheet/",
    f"{COURSE}handouts/further-reading/",
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
    LESSON,
    f"{COURSE}quizzes/pre-training-quiz/",
    "/accounts/profile/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/logout/",
)
# Documents are numbered by their paths on a fresh site: 47 is the first module's graded quiz, 48 its last lesson.
ADMIN = (
    "/admin/",
    "/admin/curriculum/course/",
    "/admin/curriculum/lesson/",
    "/admin/curriculum/handout/",
    "/admin/curriculum/term/",
    "/admin/curriculum/revision/",
    "/admin/quizzes/quiz/",
    "/admin/quizzes/quiz/1/item-analysis/",
    "/admin/quizzes/challenge/",
    "/admin/quizzes/challenge/work/",
    "/admin/quizzes/challenge/work/?show=aside",
    "/admin/quizzes/question/1/challenges/",
    "/admin/quizzes/quiz/text/47/questions/",
    "/admin/quizzes/quiz/text/47/questions/pt-webtext/",
    "/admin/quizzes/quiz/text/47/questions/pt-webtext/?as=text",
    "/admin/quizzes/quiz/text/47/add-question/?kind=numeric",
    "/admin/quizzes/question/1/mark-again/",
    "/admin/authoring/course/foundation-model-training/",
    "/admin/authoring/course/foundation-model-training/publish/",
    "/admin/authoring/48/history/?show=1",
    "/admin/curriculum/course/1/figures/",
    "/admin/quizzes/attemptitem/?outcome=all",
    "/admin/quizzes/attemptitem/queue/",
    "/admin/progress/cohort/",
    "/admin/progress/cohort/add/",
    "/admin/progress/study/",
    "/admin/progress/certificate/",
    "/admin/accounts/user/",
    "/admin/accounts/message/",
)
