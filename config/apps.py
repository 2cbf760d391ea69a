from django.apps import AppConfig

# Loading the Celery app here makes it the one that every `shared_task` publishes through.
from config.celery import app as celery_app

__all__ = ["ConfigConfig", "celery_app"]


class ConfigConfig(AppConfig):
    name = "config"
