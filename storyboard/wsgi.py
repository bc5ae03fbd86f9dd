import os
import socket

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyboard.settings")
application = get_wsgi_application()

from storyboard.takes import alive  # noqa: E402 (settings first)

serving = alive.hold_lock(f"web-{socket.gethostname()}-{os.getpid()}")  # for as long as this process lives
