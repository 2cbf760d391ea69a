"""The processes that race. Their arguments: an address, how many, and guards.

Django is set up once and the process forks before it has any connection, so that twenty hands cost little more than
one. Each hand calls back at the address, and then does what it is told, at the moment that it is told. The guards
that are named are taken away first.
"""

import os
import sys
import time
from multiprocessing.connection import Client

from tests.races.deeds import DEEDS
from tests.races.guards import GUARDS

# Woken this much early, a hand waits out the rest awake: sleep alone is not exact enough for a race.
AWAKE = 0.000_5


def obey(address: str, number: int) -> None:
    with Client(address) as line:
        line.send(number)
        while True:
            try:
                name, arguments, moment = line.recv()
            except EOFError:
                return
            time.sleep(max(0.0, moment - time.monotonic() - AWAKE))
            while time.monotonic() < moment:
                pass
            value, problem, begun = None, "", time.monotonic()
            try:
                value = DEEDS[name](**arguments)
            except Exception as raised:
                problem = f"{type(raised).__name__}: {raised}"
            line.send((value, problem, begun, time.monotonic()))


def main() -> None:
    address, n_hands, *guards = sys.argv[1:]
    for guard in guards:
        GUARDS[guard]()
    for number in range(int(n_hands)):
        if not os.fork():
            obey(address, number)
            os._exit(0)
    for _ in range(int(n_hands)):
        os.wait()
