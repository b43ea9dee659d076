"""``python -m tests.replica WORLD``: serve a world that was pickled to a file, or a scenario by name.

Prints one line of JSON with ``port``, ``pid`` and, with ``--tls``, ``tls_port`` and ends by itself: when its parent is
gone, after ``--seconds``, or when it is told to.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

from tests.replica import scenario
from tests.replica.certificate import server_context, write_certificate
from tests.replica.model import World
from tests.replica.server import run


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.replica", description=__doc__)
    parser.add_argument("world", help=f"a file that holds a pickled world, or one of: {', '.join(scenario.SCENARIOS)}")
    parser.add_argument("--log", type=Path, default=Path("replica.jsonl"), help="one line of JSON for each request")
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    parser.add_argument("--seconds", type=float, default=600, help="time limit")
    parser.add_argument("--tls", type=Path, help="folder for the certificate of a TLS listener on a port of its own")
    parser.add_argument("--registry", type=Path, help="with --port: write the registry of the world's sites there")
    options = parser.parse_args()
    world = _world(options.world)
    if options.registry:
        scenario.write_registry(world, options.port, options.registry)
    tls = server_context(write_certificate(options.tls, world.hosts())) if options.tls else None
    run(world, options.log, options.port, options.seconds, tls)


def _world(name: str) -> World:
    if name in scenario.SCENARIOS:
        return scenario.SCENARIOS[name]()
    world = pickle.loads(Path(name).read_bytes())  # noqa: S301  written by the test that started this process
    assert isinstance(world, World)
    return world


if __name__ == "__main__":
    main()
