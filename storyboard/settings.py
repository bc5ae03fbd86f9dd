"""The one settings file; what an installation may change comes from the environment."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from storyboard import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = environment.folder("STORYBOARD_DATA", BASE_DIR / "data")

DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret("SECRET_KEY", DATA / "secret-key")
HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.whole("PORT", 8000, most=65535)
# Loopback always answers: health checks ask there.
ALLOWED_HOSTS = [*environment.names("ALLOWED_HOSTS", ()), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")
globals().update(environment.https_of(CSRF_TRUSTED_ORIGINS))

# Veo through the Azerion API. The key stands here alone: it is never stored, rendered or logged.
AZERION_BASE_URL = environment.web_address("AZERION_BASE_URL", "https://api.azerion.ai/v1")
AZERION_API_KEY = environment.api_key("AZERION_API_KEY")
VEO_MODEL = environment.text("VEO_MODEL", "google-veo-3-1")
VEO_CONCURRENCY = environment.whole("VEO_CONCURRENCY", 50, least=1, most=1000)
VEO_REQUESTS_PER_MINUTE = environment.whole("VEO_REQUESTS_PER_MINUTE", 0)
VEO_PRICE_PER_SECOND = environment.prices("VEO_PRICE_PER_SECOND")
VEO_CURRENCY = environment.currency("VEO_CURRENCY", "EUR")
VEO_OUTPUT_FORMAT = environment.choice("VEO_OUTPUT_FORMAT", "url", ("url", "base64"))
VEO_RULE_WEIGHTS: dict[str, str] = {}
REST_SECONDS = 4
LEASE_SECONDS = 90
# What the worker does for apps that takes may not import: `async def chore(engine)`, True to be called again at once.
MORE_CHORES = ["storyboard.cut.measuring.measure_some"]

INSTALLED_APPS = [
    "storyboard.rooms",
    "storyboard.review",
    "storyboard.cut",
    "storyboard.takes",
    "storyboard.continuity",
    "storyboard.assets",
    "storyboard.projects",
    "storyboard.files",
    "storyboard.accounts",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "storyboard.web.SignedOutByHtmx",
    "storyboard.accounts.middleware.FirstOwner",
    "storyboard.accounts.middleware.TheirTime",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "storyboard.urls"
WSGI_APPLICATION = "storyboard.wsgi.application"
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
                "csp.context_processors.nonce",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
                "storyboard.rooms.templatetags.storyboard",
            ],
        },
    }
]

DATABASES = {"default": environment.database("DATABASE_URL", DATA / "storyboard.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA / "media"
ANSWERS = DATA / "answers"
UPLOADS = DATA / "uploads"
UPLOADS.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_TEMP_DIR = UPLOADS  # on the disk of the store: keeping an upload is a rename
FILE_UPLOAD_HANDLERS = ["storyboard.files.uploads.BoundedUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "storyboard.accounts.adapter.ByInvitation"
ACCOUNT_FORMS = {
    "change_password": "storyboard.accounts.passwords.ChangePasswordForm",
    "set_password": "storyboard.accounts.passwords.SetPasswordForm",
    "reset_password_from_key": "storyboard.accounts.passwords.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole("TRUSTED_PROXIES", 0, most=10)

DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "storyboard@localhost")
globals().update(environment.email("EMAIL_URL"))

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = environment.language("LANGUAGE_CODE", "en")
LOCALE_PATHS = [BASE_DIR / "storyboard" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "storyboard.logs.OneLine", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"storyboard": {"level": "INFO"}},
}
