"""Everything that must be done before the processes of this release start, in one process and in order."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from whitenoise.storage import MissingFileError

from config.health import unapplied
from config.management.commands.seed_demo import with_demo_password
from config.static import StylesheetError

DATABASE_CACHE = "django.core.cache.backends.db.DatabaseCache"


def static_digest() -> str:
    """Changes when a static file, or what collects them, does."""
    digest = hashlib.sha256(f"{version('Django')} {version('whitenoise')}".encode())
    digest.update((settings.BASE_DIR / "config" / "static.py").read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Command(BaseCommand):
    help = (
        "Bring database, roles, content and static files up to date: migrate, sync_roles, load_content, "
        "collectstatic; in development also the demo accounts. Run it before a release starts; again is safe."
    )
    # Checks that read tables would fail on the very database that this command is about to make.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{settings.VAR_DIR} cannot be made: {error.strerror}.") from error
        with self.alone():
            self.database()
            if not settings.DEVELOPMENT:
                self.no_demo_passwords()
            self.quietly("roles and permissions", "sync_roles")
            self.content()
            if settings.DEVELOPMENT:
                self.quietly("demo accounts", "seed_demo")
            self.static_files()

    def say(self, what: str) -> None:
        self.stdout.write(f"prepare | {what}")
        self.stdout.flush()

    def quietly(self, what: str, command: str, **options: Any) -> None:
        """Runs a command under one line; what it reports on success is dropped, what it warns of is not."""
        self.say(what)
        report = StringIO()
        try:
            call_command(command, stdout=report, stderr=self.stderr, **options)
        except CommandError:
            if report.getvalue().strip():
                self.stderr.write(report.getvalue().rstrip())
            raise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Two starts in one folder take turns. (On several hosts, run `prepare` on one of them.)"""
        with (settings.VAR_DIR / "prepare.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.say("waiting for another prepare to finish")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def database(self) -> None:
        lacking = unapplied()
        if lacking:
            self.quietly(f"database: {lacking} migrations to apply", "migrate", interactive=False)
        else:
            self.say("database: up to date")
        if any(cache["BACKEND"] == DATABASE_CACHE for cache in settings.CACHES.values()):
            call_command("createcachetable", verbosity=0)

    def no_demo_passwords(self) -> None:
        """A database that was once a demo must not be opened to the world with passwords that everybody knows."""
        if found := with_demo_password():
            raise CommandError(
                f"{', '.join(found)} still has the demo password, which everybody knows; give each another one "
                "(python manage.py changepassword ADDRESS) or delete it, then run prepare again."
            )

    def content(self) -> None:
        """A mistake in a file, or a conflict with an edit in the admin, keeps no one from learning: loading is
        all or nothing, so what was published before stays, and the author reads why.
        """
        try:
            self.quietly("course content", "load_content")
        except CommandError as error:
            self.stderr.write(str(error))
            self.say("the content was not loaded; what was there before stays")

    def static_files(self) -> None:
        if settings.DEBUG:
            self.say("static files: served from their sources")
            return
        stamp = settings.VAR_DIR / "static.stamp"
        digest = static_digest()
        if stamp.is_file() and stamp.read_text() == digest and (settings.STATIC_ROOT / "staticfiles.json").is_file():
            self.say("static files: up to date")
            return
        try:
            self.quietly("static files: collecting", "collectstatic", interactive=False)
        except (StylesheetError, MissingFileError) as error:
            raise CommandError(str(error)) from error
        stamp.write_text(digest)
