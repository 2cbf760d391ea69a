"""Epoch's settings: one file, read from the environment alone.

Two modes. Development (`EPOCH_DEVELOPMENT=1`, what `make run` and `make test` set) works at once with
defaults that are safe on one machine only. Otherwise this is production: every secret and address must be
given, and what is missing or unsafe stops the program at start. docs/operators.md lists each variable; a test
holds that list to this file.
"""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import env, logs, smtp

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("EPOCH_VAR", str(BASE_DIR / "var")))
EXPORTS_DIR = VAR_DIR / "exports"  # written by workers and web, read by web

# --- mode -------------------------------------------------------------------------------------------------
DEVELOPMENT = env.flag("EPOCH_DEVELOPMENT")
DEBUG = env.flag("EPOCH_DEBUG")
if DEBUG and not DEVELOPMENT:
    raise ImproperlyConfigured("EPOCH_DEBUG shows secrets to visitors; it needs EPOCH_DEVELOPMENT=1.")


def _required(name: str, development: str) -> str:
    """The variable; in development a default; in production its absence stops the program."""
    value = env.text(name, development if DEVELOPMENT else "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; production needs it (see docs/operators.md).")
    return value


DEVELOPMENT_KEY = "development-only-" + "epoch" * 10
SECRET_KEY = _required("EPOCH_SECRET_KEY", DEVELOPMENT_KEY)
SECRET_KEY_FALLBACKS = env.words("EPOCH_SECRET_KEY_FALLBACKS")
if not DEVELOPMENT and (SECRET_KEY == DEVELOPMENT_KEY or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("EPOCH_SECRET_KEY is too weak; give at least 50 random characters.")

SITE_URL = _required("EPOCH_SITE_URL", "http://localhost:8000").rstrip("/")
HTTPS = urlsplit(SITE_URL).scheme == "https"
if not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured(f"EPOCH_SITE_URL={SITE_URL!r} is not an address; write https://learn.example.org.")
if not (HTTPS or DEVELOPMENT):
    raise ImproperlyConfigured("EPOCH_SITE_URL must begin with https:// in production.")
ALLOWED_HOSTS = env.words(
    "EPOCH_ALLOWED_HOSTS",
    ["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else [urlsplit(SITE_URL).hostname or ""],
)
for _host in ALLOWED_HOSTS:
    if not DEVELOPMENT and ("*" in _host or _host.startswith(".")):
        raise ImproperlyConfigured(f"EPOCH_ALLOWED_HOSTS holds {_host!r}; write each name in full.")
if DEVELOPMENT:
    _named = [("EPOCH_SITE_URL", urlsplit(SITE_URL).hostname or "")]
    _named += [("EPOCH_ALLOWED_HOSTS", host) for host in ALLOWED_HOSTS]
    for _name, _host in _named:
        # Django's test client calls itself testserver.
        if _host != "testserver" and not env.is_loopback(_host):
            raise ImproperlyConfigured(
                f"{_name} names {_host!r}, but EPOCH_DEVELOPMENT=1 is for this machine alone: its key is public."
            )
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- what is installed --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "progress",
    "quizzes",
    "curriculum",
    "accounts",
    "config.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Compression stands outside ConditionalGet, or an ETag never matches.
    "config.compression.CompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "curriculum.context.frame",
            ],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------------
DATABASE_URL = _required("DATABASE_URL", f"sqlite:///{VAR_DIR / 'epoch.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
# What DATABASE_URL asks for after its ? goes before what stands here.
_asked = DATABASES["default"].get("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 10,
        # A write transaction takes its lock at once: no upgrade from read to write can then deadlock.
        "transaction_mode": "IMMEDIATE",
        # NORMAL may lose the last commit on a power cut; FULL does not (P1).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        **_asked,
    }
else:
    # Connecting is given up after two seconds. A statement has no limit: one that hangs holds its request.
    # Without server-side cursors, pgbouncer in transaction mode works.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 2, **_asked}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- time and language ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- static files -----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.static.BundlingStorage"
    },
}
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = DEBUG

# --- security ---------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS and env.flag("EPOCH_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Other names below ours may be somebody else's, and what browsers have preloaded is hard to take back.
HSTS_SUBDOMAINS = env.flag("EPOCH_HSTS_SUBDOMAINS")
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and HSTS_SUBDOMAINS
# `check --deploy` asks for both; leaving them out is meant.
SILENCED_SYSTEM_CHECKS = [] if HSTS_SUBDOMAINS else ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("EPOCH_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True

# --- accounts: who may sign in, and how often somebody may try -------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["accounts.hashers.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.ChangeEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# By link, not by code: a link still works when the mail comes late, or is opened on another device.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/accounts/profile/"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
# Tight for one account from one address, loose for an address that a whole class may share (P22). "key" is the
# account; for login_failed it is the account and the address together, so that nobody can lock another out.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "login_failed_anywhere": "100/h/key",
    "signup": "60/m/ip",
    "confirm_email": "1/2m/key",
    "reset_password": "60/m/ip,3/10m/key",
    "reset_password_from_key": "60/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
# What needs no account and looks something up by a secret or a code; by address, each with a count of its own.
LOOKUP_RATE_LIMITS = {"calendar": "60/m/ip", "certificate": "60/m/ip"}
# How many proxies of our own stand in front; each appends one address to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("EPOCH_TRUSTED_PROXIES", 0)

# --- cache, sessions, queue ----------------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL")
if REDIS_URL and urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
CACHES = {
    "database": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        # Django's own 300 would let an attacker push everybody's limits out of the table.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
CACHES["default"] = {"BACKEND": "config.cache.LimitsCache", "LOCATION": REDIS_URL} if REDIS_URL else CACHES["database"]
# In the database alone: a session ended while Redis is down must stay ended (P17).
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- mail ----------------------------------------------------------------------------------------------------------
MAIL_DIR = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _required("EPOCH_MAIL_FROM", "Epoch <epoch@localhost>")
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "accounts.mail.FolderBackend"
if not DEVELOPMENT or env.text("EPOCH_SMTP_URL"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _smtp = smtp.parse(_required("EPOCH_SMTP_URL", env.text("EPOCH_SMTP_URL")))
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp
# A mail may have become unwanted while it waited. By purpose: a function of the Message that says whether to send.
REMINDERS = ("due_soon", "behind", "weekly", "inactive", "marked", "challenged")
MAIL_CHECKS = {f"reminder-{kind}": "progress.reports.notices.is_wanted" for kind in REMINDERS}
MAIL_CHECKS |= dict.fromkeys(("invitation", "cohort-added"), "progress.reports.cohorts.is_wanted")
MAIL_CHECKS["export-ready"] = "progress.reports.exports.is_wanted"

# --- logging ---------------------------------------------------------------------------------------------------------
LOGGING = logs.configuration(env.choice("EPOCH_LOG", "text" if DEVELOPMENT else "json", {"text", "json"}))

# --- content ------------------------------------------------------------------------------------------------------
CONTENT_DIR = Path(env.text("EPOCH_CONTENT", str(BASE_DIR / "content")))
# The fences that stand for something of Epoch's, and who reads each.
CONTENT_FENCES = {
    "lab": "curriculum.source.fences.read_lab",
    "modules": "curriculum.source.fences.read_modules",
    "objectives": "curriculum.source.fences.read_objectives",
    "goals": "curriculum.source.fences.read_goals",
    "check": "curriculum.source.fences.read_check",
}
# Who makes sense of quizzes and checks, and who keeps rows of them; the curriculum knows neither.
CONTENT_QUIZZES = "quizzes.source.reader.READER"
CONTENT_PROJECTORS = ["quizzes.actions.publish.project_questions"]
