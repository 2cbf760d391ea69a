"""A report made as a file, or a page of each on the screen; prints what it took as JSON.

python -m tests.bench.reported seed 10000
python -m tests.bench.reported file progress csv
python -m tests.bench.reported screen
"""

import json
import resource
import sys
import time
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

django.setup()

from accounts.actions import give_role  # noqa: E402  (apps are ready only now)
from accounts.models import Role, User  # noqa: E402
from curriculum.models import Course  # noqa: E402
from progress.actions.crowd.seeding import seed_crowd  # noqa: E402
from progress.actions.days import keep_days  # noqa: E402
from progress.files.formats import FORMATS  # noqa: E402
from progress.files.printout import Head, Printout  # noqa: E402
from progress.reports.tables.access import scope_for  # noqa: E402
from progress.reports.tables.paging import batches  # noqa: E402
from progress.reports.tables.registry import REPORTS  # noqa: E402
from progress.selection import Selection  # noqa: E402


def main(words: list[str]) -> object:
    match words:
        case ["seed", n]:
            return seed(int(n))
        case ["file", name, form]:
            return file(name, form)
        case ["screen"]:
            return screen()
    raise SystemExit(__doc__)


def admin() -> User:
    return User.objects.filter(groups__name=Role.ADMIN.value, is_active=True).order_by("pk")[0]


def seed(n_learners: int) -> float:
    """What `seed_demo` calls; that itself is for development alone."""
    call_command("sync_roles", verbosity=0)
    people = [
        User.objects.get_or_create(email=f"{role.value}@bench.invalid")[0] for role in (Role.ADMIN, Role.INSTRUCTOR)
    ]
    for person, role in zip(people, (Role.ADMIN, Role.INSTRUCTOR), strict=True):
        User.objects.filter(pk=person.pk).update(is_staff=True)
        give_role(person, role)
    course = Course.objects.taught().order_by("pk")[0]
    began = time.perf_counter()
    for _ in seed_crowd(course, n_learners, people[1].pk, timezone.now()):
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return time.perf_counter() - began


def file(name: str, form: str) -> dict[str, Any]:
    """In a process of its own, so that the peak of memory is the file's. Nothing is written but what the form writes
    for itself."""
    person = admin()
    connection.force_debug_cursor = False
    began = time.perf_counter()
    report, scope = scope_for(person, name, Selection(), timezone.now())
    printout = Printout(report.columns(scope), batches(report, scope))
    head = Head(report.title, scope.course.title, scope.course.edition, scope.now, ())
    first, n_bytes = 0.0, 0
    for part in FORMATS[form].parts(head, printout, TemporaryDirectory):
        n_bytes += len(part)
        # The names of the columns are there at once; what counts is the first row.
        if printout.n_rows and not first:
            first = time.perf_counter() - began
    return {
        "seconds": time.perf_counter() - began,
        "first": first,
        "rows": printout.n_rows,
        "bytes": n_bytes,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def screen() -> dict[str, dict[str, float]]:
    """The first page of each report, the second time that this process shows it."""
    keep_days(timezone.now())
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(admin())
    found = {}
    for name in REPORTS:
        address = f"/admin/reports/{name}/"
        assert client.get(address, secure=True).status_code == 200, name
        began = time.perf_counter()
        client.get(address, secure=True)
        took = time.perf_counter() - began
        with CaptureQueriesContext(connection) as queries:
            client.get(address, secure=True)
        found[name] = {"seconds": took, "queries": len(queries)}
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
