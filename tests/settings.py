"""The settings under which tests run: config.settings in development mode, made quick, with state of its own.

What the shell has set for Epoch is set aside, so that a test means the same everywhere. Another database or
Redis comes in by EPOCH_TEST_DATABASE_URL and EPOCH_TEST_REDIS_URL alone (`make test-services` sets both).
"""

import atexit
import os
import shutil
import tempfile

_var = tempfile.mkdtemp(prefix="epoch-tests-")
atexit.register(shutil.rmtree, _var, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("EPOCH_") and not name.startswith("EPOCH_TEST_")]:
    del os.environ[_name]
for _name in ("DATABASE_URL", "REDIS_URL"):
    os.environ[_name] = os.environ.get(f"EPOCH_TEST_{_name}", "")
if os.environ["REDIS_URL"]:
    # Lanes of pytest-xdist are called gw0, gw1 …; each has the next database number (scripts/services.py).
    _server, _, _number = os.environ["REDIS_URL"].rpartition("/")
    _lane = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{_server}/{int(_number) + _lane}"
os.environ["EPOCH_DEVELOPMENT"] = "1"
os.environ["EPOCH_VAR"] = _var

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES as _DATABASES  # noqa: E402
from config.settings import STORAGES as _STORAGES  # noqa: E402

if _DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, since threads of a live server would share the one connection of a database in memory, and two that
    # share one can wait for each other for ever: a query that calls a function of Python holds the connection and
    # wants the interpreter, another that binds its arguments holds the interpreter and wants the connection.
    _DATABASES["default"]["TEST"] = {"NAME": os.path.join(_var, "tests.sqlite3")}  # noqa: PTH118
    # Nothing here has to outlive a power cut.
    _DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )

# One round of MD5: tests sign in often, and none of them attacks the hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Pages name static files as they lie in the source; tests/architecture/test_static.py holds the collected ones.
STORAGES = {
    **_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
