"""Settings: embedded by default (SQLite in her data folder), PostgreSQL by DATABASE_URL."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
import platformdirs
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("CASQUETTES_HOME") or platformdirs.user_data_path("casquettes"))
HOSTED = os.environ.get("CASQUETTES_HOSTED") == "1"
DEBUG = os.environ.get("CASQUETTES_DEBUG") == "1"


def _secret_key() -> str:
    """The key of this installation: given, or made once and kept in her data folder."""
    given = os.environ.get("CASQUETTES_SECRET_KEY")
    if given is not None:
        if len(given) < 40 or len(set(given)) < 10:
            raise ImproperlyConfigured(
                "CASQUETTES_SECRET_KEY is too weak: give at least 40 varied characters, "
                "for example from: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
            )
        return given
    file = HOME / "secret-key"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            pass
        else:
            with os.fdopen(descriptor, "w") as opened:
                opened.write(secrets.token_urlsafe(50))
    return file.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("CASQUETTES_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CASQUETTES_ORIGINS", "").split(",") if origin
]

INSTALLED_APPS = [
    "casquettes.ui",
    "casquettes.kernel",
    "casquettes.creation",
    "casquettes.office",
    "casquettes.sales",
    "casquettes.production",
    "casquettes.logistics",
    "casquettes.timesheet",
    "casquettes.finance",
    "casquettes.pilot",
    "casquettes.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Safe beside CSRF tokens: Django masks them anew in every page, and pads what it compresses.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "casquettes.kernel.http.DiscretionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casquettes.kernel.http.BusinessMiddleware",
]

ROOT_URLCONF = "casquettes.config.urls"
WSGI_APPLICATION = "casquettes.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "kernel.User"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "casquettes.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "casquettes.timesheet.context.worn_hat",
            ],
        },
    }
]
COTTON_DIR = "cotton"

DATABASE_URL = os.environ.get("DATABASE_URL")
# Who owns the tables and migrates them; by default DATABASE_URL's own user, who then works as the
# application role. Apart, the user of DATABASE_URL only needs to be a member of that role.
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL")
if DATABASE_URL:
    DATABASES = {"default": dict(dj_database_url.parse(DATABASE_URL))}
    if "postgresql" not in str(DATABASES["default"]["ENGINE"]):
        raise ImproperlyConfigured("DATABASE_URL must be a postgres:// address.")
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),  # type: ignore[dict-item]
        "options": "-c role=casquettes_app",  # with a pool, Django’s assume_role waits for itself
        "pool": {"min_size": 1, "max_size": 10, "timeout": 10},
    }
else:
    HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "casquettes.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                # Writers that wait look again every tenth of a second, in no order: among eight
                # that never rest, 20 seconds were at times too short for one of them.
                "timeout": 60,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
                ),
            },
        }
    }

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": "casquettes.kernel.passwords.NoObviousWord"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
# Where strangers may sign up, an address is proved first: no answer tells who has an account.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HOSTED else "optional"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_ADAPTER = "casquettes.kernel.accounts.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
_FORMS = "casquettes.kernel.forms.account"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "signup": f"{_FORMS}.SignupForm",
    "add_email": f"{_FORMS}.AddEmailForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.CodeAgainForm",
    "activate_totp": f"{_FORMS}.ActivateCodeForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.RenamePasskeyForm",
}
ACCOUNT_RATE_LIMITS = {  # beside allauth's own
    "add_member": "20/h/user",
    "try_mail": "20/h/user",
    "wrong_link": "30/5m/ip",
    "client_form": "30/10m/ip",
    "client_file": "40/10m/ip",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Casquettes : "
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A phone whose clock is half a minute off still opens the door.
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "casquettes.kernel.accounts.SecondLockAdapter"
# On her own computer nobody checks an address; hosted, it is proved first.
MFA_ALLOW_UNVERIFIED_EMAIL = not HOSTED
MFA_TOTP_ISSUER = "Casquettes"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HOSTED
USERSESSIONS_TRACK_ACTIVITY = False
# Nothing leaves the machine by itself: without mail settings, mails stay in a folder of hers.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "outbox"
DEFAULT_FROM_EMAIL = "casquettes@localhost"

# Jobs live in her database: one is queued if and only if the act that asks for it is kept.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Done for every business, once in so many hours: (path of a callable `(business, *, at)`, hours).
REGULAR_JOBS: list[tuple[str, int]] = [
    ("casquettes.kernel.actions.delivery.pick_up", 24),
    ("casquettes.finance.actions.regular.make_recurring", 6),
    ("casquettes.finance.actions.regular.remind_late", 12),
    ("casquettes.pilot.actions.launch.redraw_followed", 24),
    ("casquettes.pilot.actions.goals.close_due", 24),
    ("casquettes.pilot.actions.alerts.look", 24),
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
BUNDLE_ROOT = HOME / "bundle"  # the style and the script put together by ui.bundles
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "casquettes.ui.bundles.BundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# An invoice of sixty pages is typed in one form: 2,000 lines of ten fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 22_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_IMPORT_BYTES = 64 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-report/"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_FAILURE_VIEW = "casquettes.kernel.views.errors.form_too_old"
# In the session, not in a cookie of its own: messages may name a client.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if HOSTED:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the reverse proxy that speaks HTTPS
else:
    # Several installations on one machine (demo and real) must not sign each other out.
    SESSION_COOKIE_NAME = "casquettes_session"
    CSRF_COOKIE_NAME = "casquettes_csrf"

# Accounts: open to anyone only when hosted; at home the one-time link signs her in.
ACCOUNTS_OPEN = HOSTED

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "casquettes.config.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "casquettes": {"level": "INFO"},  # who came in, who was refused
        # Django's own handlers would write the unabridged trace.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # The error page logs the failure itself, with its reference.
        "django.request": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
    },
}
