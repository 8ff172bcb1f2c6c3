#!/usr/bin/env python3
"""Runs the spec scripts of ../shared/conformance/core with `wfxc wast`.

Each script has a process of its own, so that a crash costs one script. A script that
needs what this version does not compile is listed in uncovered.txt with its reason;
everything else must pass, and a line of the list that matches nothing is a failure.

usage: conformance.py [-O0|-O2] [--suite DIR] [FILTER...]
"""

import concurrent.futures
import fnmatch
import os
import pathlib
import re

from support import SHARED, Score, compilerOf, parser, run

LIST = pathlib.Path(__file__).with_name("uncovered.txt")
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
TIME_LIMIT = 600  # seconds for one script; a watchdog for hangs


def main():
    arguments = parser(__doc__)
    arguments.add_argument("-O", dest="level", default="2", help="optimisation level")
    arguments.add_argument("--suite", type=pathlib.Path, default=SHARED / "conformance" / "core")
    arguments.add_argument("--uncovered", action="store_true",
                           help="run the listed scripts too, to see which pass by now")
    arguments.add_argument("filter", nargs="*", help="only scripts whose name contains one of these")
    options = arguments.parse_args()
    wfxc, score = compilerOf(options), Score(options.verbose)
    if not options.suite.is_dir():
        score.skip("spec scripts", "no suite at " + str(options.suite))
        score.close()
    scripts = choose(options, score)
    command = [wfxc, "wast", "-O" + options.level]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = pool.map(lambda path: run([*command, path], timeout=TIME_LIMIT), scripts)
        for path, done in zip(scripts, runs):
            count(score, path.relative_to(options.suite), done)
    score.close()


def choose(options, score):
    patterns = readList()
    chosen, used = [], set()
    for path in sorted(options.suite.rglob("*.wast")):
        name = path.relative_to(options.suite).as_posix()
        matching = [pattern for pattern in patterns if fnmatch.fnmatchcase(name, pattern)]
        used.update(matching)
        if options.filter and not any(part in name for part in options.filter):
            continue
        if matching and not options.uncovered:
            score.skipped += 1
        else:
            chosen.append(path)
    for pattern in patterns.keys() - used:
        score.check(False, f"uncovered.txt: {pattern}", "no such script")
    return chosen


def readList():
    """Pattern and reason of each line."""
    lines = LIST.read_text().splitlines() if LIST.exists() else []
    rows = [line.split(None, 1) for line in lines if line.strip() and not line.startswith("#")]
    return {pattern: reason for pattern, reason in rows}


def count(score, name, done):
    """Adds the script's own counts; one failure stands for a script that did not end."""
    text = done.out.decode(errors="replace")
    counts = CLOSING.findall(text)
    failed = int(counts[-1][1]) if counts else 0
    if counts:
        score.passed += int(counts[-1][0])
        score.skipped += int(counts[-1][2] or 0)
    if failed or not done.ok or not counts:
        score.failed += max(failed, 1)
        shown = (text + done.err.decode(errors="replace")).strip().splitlines()[-12:]
        print("\n    ".join([f"FAIL {name}: {done.complaint().splitlines()[0]}", *shown]), flush=True)


if __name__ == "__main__":
    main()
