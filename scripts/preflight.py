"""What `make run` looks at before it starts anything: the port and the folders. Says in one line what is wrong."""

import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def port_from(text: str) -> int:
    """The port in `text`. Raises ValueError, with words for the reader, when it is none."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ValueError(f"PORT={text} is not a port; give a number from 1 to 65535.")
    return int(text)


def check_port(port: int, host: str = "127.0.0.1") -> None:
    """Raises OSError, with words for the reader, when nothing can listen there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As the web server does: connections of an earlier run that are still closing do not count.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except PermissionError:
            raise OSError(f"Port {port} needs more rights than you have; take another: make run PORT=8080") from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise OSError(f"Port {port} is in use; stop what runs there, or: make run PORT={other}") from None


def check_writable(folder: Path) -> None:
    """Raises OSError, with words for the reader, when `folder` can neither be made nor written."""
    existing = folder
    while not existing.exists():
        existing = existing.parent
    if not existing.is_dir():
        raise OSError(f"{existing} is not a folder.")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise OSError(f"{existing} cannot be written; Epoch keeps its environment and its state there.")


def main() -> int:
    try:
        port = port_from(os.environ.get("PORT") or "8000")
        check_writable(Path(os.environ.get("EPOCH_VAR") or ROOT / "var"))
        check_writable(ROOT / ".venv")
        check_port(port)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
