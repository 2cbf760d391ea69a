from django.apps import AppConfig
from django.contrib.admin import apps as admin

# Loading the Celery app here makes it the one that every `shared_task` publishes through.
from config.celery import app as celery_app

__all__ = ["ConfigConfig", "StaffConfig", "celery_app"]


class ConfigConfig(AppConfig):
    name = "config"
    default = True


class StaffConfig(admin.AdminConfig):
    """Django's admin, with our site."""

    default = False
    default_site = "config.admin.Site"
