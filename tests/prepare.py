"""What the tests need besides Python: a chromium and a PostgreSQL server of their own, for as long as they run.

    python tests/prepare.py -- python -m pytest …

What is missing is installed through apt where that is allowed; else it is said what to install, and the tests that
need it are skipped. With CABILDO_EVERYTHING=1 a run without one of them fails.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
USER = "cabildo"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")  # its data is thrown away


def main(command: list[str]) -> int:
    """Run a command with everything at hand and return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    missing = []
    environment = dict(os.environ)
    if browser := chromium():
        environment["CABILDO_CHROMIUM"] = browser
    else:
        missing.append("un navegador chromium (apt-get install chromium): no se probaron las páginas en el navegador")
    with postgres() as address:
        if address:
            environment["CABILDO_TEST_POSTGRES"] = address
        else:
            missing.append("un servidor PostgreSQL (apt-get install postgresql): solo se probó con SQLite")
        code = run(command, environment)
    for what in missing:
        print(f"Falta {what}.", flush=True)
    return code or int(bool(missing) and os.environ.get("CABILDO_EVERYTHING") == "1")


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run the command to its end; Ctrl-C goes to it as well, and it is waited for."""
    child = subprocess.Popen(command, env=environment)
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        child.wait(timeout=30)
        raise


def chromium() -> str | None:
    """Return the path of a chromium, installed if need be and allowed."""
    return _first(CHROMIUM) or (_first(CHROMIUM) if install("chromium") else None)


@contextmanager
def postgres() -> Iterator[str | None]:
    """Yield the address of a fresh PostgreSQL server on a free port of this machine; None where there can be none."""
    programs = postgres_programs() or (postgres_programs() if install("postgresql") else None)
    if programs is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="cabildo-postgres-") as folder:
        place, owner = Path(folder), _owner()
        if owner:
            shutil.chown(place, owner["user"])
        port = _start(programs, place, owner)
        try:
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
        finally:
            _do([programs / "pg_ctl", "-D", place / "data", "-w", "-m", "immediate", "stop"], owner)


def _start(programs: Path, place: Path, owner: dict[str, Any]) -> int:
    port, data = free_port(), place / "data"
    _do([programs / "initdb", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--no-locale", "--no-sync",
         "-D", data], owner)  # fmt: skip
    settings = (*FAST, "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={place}")
    told = " ".join(f"-c {one}" for one in settings)
    _do([programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", place / "log", "-o", told, "start"], owner)
    return port


def postgres_programs() -> Path | None:
    """Return the folder of `initdb` and `pg_ctl`; Debian keeps it out of the path."""
    found = [Path(name).resolve().parent for name in filter(None, [shutil.which("initdb")])]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name.split(".")[0]))
    return next((folder for folder in found if (folder / "pg_ctl").is_file()), None)


def install(package: str) -> bool:
    """Install a Debian package if this is root on a machine with apt; say whether it was."""
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Instalando {package} con apt-get…", flush=True)
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    return (
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], **quiet).returncode == 0
    )


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _owner() -> dict[str, Any]:
    """Return as whom the server runs: `initdb` refuses root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def _do(command: list[Any], owner: dict[str, Any]) -> None:
    """Run one of PostgreSQL's programs, out of the reach of Ctrl-C. Raises CalledProcessError."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/",
                          start_new_session=True, **owner)  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stderr.decode(errors="replace"))
        done.check_returncode()


def _first(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "--":
        sys.exit("uso: python tests/prepare.py -- orden…")
    sys.exit(main(sys.argv[2:]))
