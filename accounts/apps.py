from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # Models, and with them whatever listens to sign-ins, exist only now.
        from accounts import audit  # noqa: PLC0415

        audit.listen()
