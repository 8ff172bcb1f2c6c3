#!/usr/bin/env python3
"""Runs the WASI preview 1 test suite, or with --suite that of wasi-threads.

Each NAME.wasm of the suite is compiled to an executable (--mode=exe) or given to
`wfxc run` (--mode=run). NAME.json beside it, if present, has `args`, `env`, `root`
(a directory to copy and preopen as `/`), `exit_code` and `stdout`. A test passes if
the exit status and, where given, the standard output agree. Standard input has nothing
to read and does not end.

usage: wasi.py [--mode exe|static|run] [-O LEVEL] [--repeat N] [-j N] [PART-OF-NAME...]
"""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import stat
import tempfile

from support import SHARED, Score, compilerOf, parser, run


def main():
    options = parseArguments()
    score = Score(options.verbose)
    if not options.suite.is_dir():
        score.skip("wasi", f"{options.suite} is absent")
        score.close()
    options.wfxc = compilerOf(options)
    tests = findTests(options)
    if not tests:
        score.check(False, "wasi", "no test has such a name")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for test, problem in zip(tests, pool.map(lambda test: runTest(test, options), tests)):
            score.check(not problem, nameOf(test, options), problem)
    score.close()


def parseArguments():
    made = parser(__doc__)
    made.add_argument("--mode", choices=["exe", "static", "run"], default="exe")
    made.add_argument("-O", dest="level", default="2", help="0, 1, 2, 3 or s")
    made.add_argument("--repeat", type=int, default=1, help="runs of each program")
    made.add_argument("--suite", type=pathlib.Path, default=SHARED / "conformance" / "wasi")
    made.add_argument("--timeout", type=float, default=120, help="seconds for each command")
    made.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    made.add_argument("filter", nargs="*", metavar="PART-OF-NAME")
    return made.parse_args()


def findTests(options):
    tests = sorted(options.suite.rglob("*.wasm"))
    if options.filter:
        tests = [test for test in tests if any(part in nameOf(test, options) for part in options.filter)]
    return tests


def nameOf(test, options):
    return str(test.relative_to(options.suite).with_suffix(""))


def runTest(test, options):
    """Returns why the test failed, or an empty string."""
    description = test.with_suffix(".json")
    spec = json.loads(description.read_text()) if description.exists() else {}
    with tempfile.TemporaryDirectory(prefix="wasi-test-") as scratch:
        return runIn(pathlib.Path(scratch), test, spec, options)


def runIn(scratch, test, spec, options):
    settings = []
    if "root" in spec:
        copyWritable(test.parent / spec["root"], scratch / "root")
        settings += ["--dir", f"{scratch / 'root'}::/"]
    for name, value in spec.get("env", {}).items():
        settings += ["--env", f"{name}={value}"]

    settings.append(f"-O{options.level}")
    if options.mode == "run":
        command = [options.wfxc, "run", *settings, test]
    else:
        command = [scratch / "program"]
        settings += ["--static"] * (options.mode == "static")
        compiled = run([options.wfxc, test, "-o", command[0], *settings], timeout=options.timeout)
        if not compiled.ok:
            return "does not compile: " + compiled.complaint()
    problems = (runOnce([*command, *spec.get("args", [])], spec, options)
                for _ in range(options.repeat))
    return next(filter(None, problems), "")


def runOnce(command, spec, options):
    with silentInput() as stdin:
        result = run(command, stdin=stdin, timeout=options.timeout)
    expected = spec.get("exit_code", 0)
    if result.status != expected:
        return f"expected exit status {expected}: " + result.complaint()
    if "stdout" in spec and result.out != spec["stdout"].encode():
        return f"stdout is {result.out!r}, expected {spec['stdout']!r}"
    return ""


@contextlib.contextmanager
def silentInput():
    """The end of a pipe that nobody writes to and that stays open."""
    reader, writer = os.pipe()
    try:
        with os.fdopen(reader, "rb") as file:
            yield file
    finally:
        os.close(writer)


def copyWritable(source, target):
    """The suite may lie in a read-only tree, and a copy keeps its permissions."""
    shutil.copytree(source, target, symlinks=True)
    for folder, _, files in os.walk(target):
        for path in [folder, *(os.path.join(folder, name) for name in files)]:
            if not os.path.islink(path):
                os.chmod(path, os.stat(path).st_mode | stat.S_IWUSR)


if __name__ == "__main__":
    main()
