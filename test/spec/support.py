"""What the test scripts and the benchmarks share: measured runs and the count.

A run is one child process with its output, its CPU time and its peak memory as
the operating system accounts for them. A Score counts cases and closes a script
with the line "N passed, N failed", which test/run.py adds up. Nothing here knows
what is tested.
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


@dataclass
class Run:
    """A finished process; status is negative for a signal, like subprocess."""

    status: int
    out: bytes
    err: bytes
    cpu: float  # seconds, user and system, children included
    wall: float
    peak: int  # bytes, of the largest process; never less than this script's own
    timedOut: bool = False

    @property
    def ok(self):
        return self.status == 0

    def complaint(self):
        """Why this run is not a success, with the end of what it said."""
        if self.timedOut:
            how = "ran out of time"
        elif self.status < 0:
            how = "killed by " + signal.Signals(-self.status).name
        else:
            how = f"exit status {self.status}"
        said = self.err.decode(errors="replace").strip().splitlines()[-8:]
        return "\n    ".join([how, *said])


def run(command, *, cwd=None, stdin=None, env=None, timeout=600):
    """Runs a command to its end and measures it.

    stdin: a path, bytes, an open file, or None for an empty input. The output goes through files,
    so that a child that prints much is neither stopped nor measured with our reading
    of it.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, _input(
        stdin
    ) as source:
        start = time.monotonic()
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=env,
            stdin=source,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        running.add(child.pid)
        expired = threading.Event()
        watchdog = threading.Timer(timeout, lambda: (expired.set(), _kill(child.pid)))
        watchdog.start()
        _, raw, usage = os.wait4(child.pid, 0)
        watchdog.cancel()
        running.discard(child.pid)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(raw)
        out.seek(0)
        err.seek(0)
        return Run(
            child.returncode,
            out.read(),
            err.read(),
            usage.ru_utime + usage.ru_stime,
            wall,
            usage.ru_maxrss * 1024,
            expired.is_set(),
        )


def _input(stdin):
    if stdin is None:
        return open(os.devnull, "rb")
    if isinstance(stdin, bytes):
        file = tempfile.TemporaryFile()
        file.write(stdin)
        file.seek(0)
        return file
    if hasattr(stdin, "fileno"):
        return stdin
    return open(stdin, "rb")


# Children have process groups of their own, so that a watchdog ends all of one; when
# this script is ended, they must be too.
running = set()


def _kill(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _endAll(number, frame):
    for pid in list(running):
        _kill(pid)
    os._exit(128 + number)


for _number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(_number, _endAll)


def install(score, build, prefix):
    """Whether `cmake --install` of a build folder into a prefix has worked; a case."""
    done = run(["cmake", "--install", build.resolve(), "--prefix", prefix])
    return score.check(done.ok, "cmake --install", done.complaint())


class Score:
    """Counts cases; prints each failure when it happens."""

    def __init__(self, verbose=False):
        self.passed = self.failed = self.skipped = 0
        self.verbose = verbose

    def check(self, condition, name, why=""):
        """Counts one case and returns whether it passed."""
        if condition:
            self.passed += 1
            if self.verbose:
                print("pass", name)
        else:
            self.failed += 1
            print(f"FAIL {name}: {why}", flush=True)
        return bool(condition)

    def skip(self, name, why):
        self.skipped += 1
        print(f"skip {name}: {why}", flush=True)

    def close(self):
        """Prints the closing line and ends the script."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{skipped}")
        sys.exit(1 if self.failed else 0)


def parser(description):
    """The arguments that every script takes."""
    made = argparse.ArgumentParser(
        description=description.strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--wfxc",
        type=pathlib.Path,
        default=ROOT / "build" / "bin" / "wfxc",
        help="the compiler under test (default: build/bin/wfxc)",
    )
    made.add_argument("--verbose", action="store_true", help="say what passes too")
    return made


def compilerOf(options):
    """The compiler's absolute path, or the end of the script."""
    path = options.wfxc.resolve()
    if not os.access(path, os.X_OK):
        sys.exit(f"{path} is not there; scripts/build makes it")
    return path


def cacheDirectory():
    """Where fetched sources and programs are kept between runs."""
    base = os.environ.get("WFX_CACHE")
    if not base:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        base = os.path.join(home, "wfxc")
    path = pathlib.Path(base)
    path.mkdir(parents=True, exist_ok=True)
    return path.resolve()


def megabytes(count):
    return f"{count / 1e6:.1f} MB"
