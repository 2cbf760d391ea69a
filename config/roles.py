"""What each role may do in the admin, as data. `sync_roles` writes it to the groups of the same names.

A right that a page checks by membership of a course (enrolled, teaching) is not here: it is a row there.
"""

from accounts.models import Role

AUTHORING = (
    *(f"curriculum.{right}_{row}" for row in ("course", "module", "lesson", "term") for right in ("view", "change")),
    "curriculum.view_document",
    "curriculum.view_revision",
)
ROLES: dict[Role, tuple[str, ...]] = {
    Role.LEARNER: (),
    Role.INSTRUCTOR: AUTHORING,
    Role.ADMIN: (
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_user",
        "accounts.view_message",
        *AUTHORING,
    ),
}
