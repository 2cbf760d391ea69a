"""Small typed readers of the environment: a bad value stops the program and says how to mend it."""

import os
from collections.abc import Collection
from ipaddress import ip_address

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """The variable, stripped; `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """A yes or a no. Raises ImproperlyConfigured for anything else."""
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no; use 1 or 0.")


def integer(name: str, default: int, at_least: int = 0) -> int:
    """A whole number of at least `at_least`. Raises ImproperlyConfigured otherwise."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
    if number < at_least:
        raise ImproperlyConfigured(f"{name}={number} is too small; the least is {at_least}.")
    return number


def words(name: str, default: Collection[str] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def is_loopback(host: str) -> bool:
    """Whether the name or address can only mean this machine."""
    host = host.lower().removeprefix("[").removesuffix("]")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def choice(name: str, default: str, allowed: Collection[str]) -> str:
    """One of `allowed`. Raises ImproperlyConfigured for anything else."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r} is unknown; use one of {', '.join(sorted(allowed))}.")
    return value
