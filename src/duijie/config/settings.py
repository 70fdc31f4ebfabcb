"""Django's settings, derived from :mod:`duijie.config.env`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from duijie.config.env import env, secret_key
from duijie.config.postgres import EmbeddedPostgres
from duijie.config.signing import sign_in_providers

ENV = env()
PACKAGE = Path(__file__).resolve().parents[1]
VAR = ENV.var_dir
TESTING = "pytest" in sys.modules

DEBUG = ENV.debug
SECRET_KEY = secret_key(ENV)
ALLOWED_HOSTS = [host.strip() for host in ENV.hosts.split(",") if host.strip()]
SITE_URL = ENV.site_url.rstrip("/") or f"http://localhost:{ENV.port}"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if urlsplit(SITE_URL).scheme == "https" else []

DATABASES = {
    "default": {
        **dj_database_url.parse(ENV.database_url or EmbeddedPostgres(VAR / "postgres").url()),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "duijie.portal",  # first: its templates replace those of allauth
    "duijie.portal.signing",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "ninja",  # its static files: the interactive description works offline
    "duijie.core",
    "duijie.registry",
    "duijie.library",
    "duijie.reading",
    "duijie.matching",
    "duijie.docking",
    "duijie.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "duijie.core.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "duijie.core.metrics.MetricsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "duijie.core.middleware.RequestIdMiddleware",
    "duijie.api.middleware.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "duijie.registry.middleware.CommunityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "duijie.core.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "duijie.portal.kept.KeptMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "duijie.core.pacing.PaceMiddleware",
    "duijie.core.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "duijie.config.urls"
WSGI_APPLICATION = "duijie.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "duijie.portal.context.site",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
        },
    }
]
COTTON_DIR = "cotton"

# Accounts are allauth's: e-mail and password, a second factor, and whom else the operator names.
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "duijie.portal.account.forms.SignUpForm"
# Nobody can confirm an address by a mail that is only a file; with a mail server, signing up says the
# same for every address, and what is wrong with it is in the mail.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if ENV.email_url else "optional"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = not ENV.email_url
MFA_TOTP_ISSUER = urlsplit(SITE_URL).hostname or "duijie"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
MFA_FORMS = {
    "login_webauthn": "duijie.portal.account.keys.SignInKeyForm",
    "add_webauthn": "duijie.portal.account.keys.AddKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = urlsplit(SITE_URL).hostname in {"localhost", "127.0.0.1"} and not ENV.https
SIGN_IN_PROVIDERS = sign_in_providers(
    oidc=ENV.oidc,
    orcid_url=ENV.orcid_url,
    orcid_client_id=ENV.orcid_client_id,
    orcid_client_secret=ENV.orcid_client_secret,
    environ=os.environ,
)
ACCOUNT_ADAPTER = "duijie.portal.account.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "duijie.portal.signing.adapter.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False  # the name and the address are looked at first
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address alone opens nobody's account
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
CSRF_FAILURE_VIEW = "duijie.portal.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:mine"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "duijie.portal.password_validation.GuessedValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Languages
LANGUAGE_CODE = ENV.language
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = ENV.time_zone
USE_I18N = True
USE_TZ = True

# Static files come with the packages; whitenoise serves them, named by their content.
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "duijie.core.storage.DurableStorage"},  # under MEDIA_ROOT
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = TESTING or DEBUG  # looked up when asked for, not listed anew for each client of a test
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Maps of third-party scripts are megabytes that only a debugger asks for.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "webp", "zip", "gz", "br", "woff", "woff2")
MEDIA_ROOT = VAR / "files"
UPLOAD_LIMIT = ENV.upload_limit_mb * 1024 * 1024
DEAL_FILE_LIMIT = ENV.deal_file_mb * 1024 * 1024
DEAL_LINK_SECONDS = ENV.deal_link_minutes * 60
SCAN_COMMAND = ENV.scan_command
SCAN_SECONDS = ENV.scan_seconds
OPEN_INVITATIONS = ENV.open_invitations
ACCEPT_FROM = ENV.accept_from
PROPOSE_FROM = ENV.propose_from
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the form of a talent that came with a thousand works
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Mail: files under var/mail until a server is named.
DEFAULT_FROM_EMAIL = ENV.email_from
EMAIL_TIMEOUT = 10  # seconds: a mail server that accepts and then hangs must not hold a thread of the site
if ENV.email_url:
    _mail = urlsplit(ENV.email_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp+tls", _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"

# Safety
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = ENV.https
if ENV.https:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The API: requests a minute (0: no limit) and bytes of a body
API_RATE = 0 if TESTING else ENV.api_rate
API_RATE_ANONYMOUS = 0 if TESTING else ENV.api_rate_anonymous
# The pages: forms and searches a minute (0: no limit), of one user and of one address without sign-in
POST_RATE, POST_RATE_ANONYMOUS = (0, 0) if TESTING else (ENV.post_rate, ENV.post_rate_anonymous)
SEARCH_RATE, SEARCH_RATE_ANONYMOUS = (0, 0) if TESTING else (ENV.search_rate, ENV.search_rate_anonymous)
API_BODY_LIMIT = 1024 * 1024
WEBHOOK_LOOPBACK = ENV.webhook_loopback
TRUSTED_PROXIES = ENV.trusted_proxies

# Failed sign-ins are counted once for all processes and machines; requests of the API by each of them.
CACHES = {
    "default": {"BACKEND": "duijie.core.counters.SharedCache", "LOCATION": "core_counter"},
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # callers in two minutes; what is dropped is not counted
    },
}

# Figures for Prometheus; prometheus_client reads where its files lie when it is first imported.
METRICS_TOKEN = ENV.metrics_token
METRICS_FROM = [network.strip() for network in ENV.metrics_from.split(",") if network.strip()]
(VAR / "metrics").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR / "metrics"))

# The search index
INDEX_URI = ENV.index_uri or str(VAR / "index")
os.environ["DUIJIE_CACHE_DIR"] = ENV.cache_dir or str(VAR / "cache")  # read where the models are built

# Background work
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_IMPORT_PATHS: list[str] = []
PROCRASTINATE_ON_APP_READY = None

PGHISTORY_APPEND_ONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "duijie.core.middleware.RequestIdFilter"},
        "queued": {"()": "duijie.core.jobs.QueuedFilter"},
    },
    "formatters": {
        "line": {
            "()": "duijie.core.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        },
        "json": {"()": "duijie.core.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if ENV.log_json else "line",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "duijie": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        "procrastinate.jobs": {"level": "INFO", "filters": ["queued"]},
        # Django's own handlers would tell what a request held: to the console and, by mail, to admins.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

SITE_NAME = _("Duijie")
