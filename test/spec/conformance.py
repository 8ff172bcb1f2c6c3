#!/usr/bin/env python3
"""Runs the specification's scripts with `wfxc wast`.

usage: conformance.py [-O LEVEL] [--wrap] [--bounds HOW] [--jobs N] [--filter TEXT]
                      [FOLDER...]

A script is one test. What this version does not compile is listed, with the reason,
in uncovered.txt beside this file; such a script is run all the same: it is an error
if it passes, because then the list is wrong, or if it ends the process by anything but
an orderly failure. With --wrap every function is called through a continuation, which
must make no difference. A folder of a proposal has its own versions of core scripts.
"""

import concurrent.futures
import os
import pathlib
import re

from support import SHARED, Score, compilerOf, parser, run

FOLDER = SHARED / "conformance" / "core"
UNCOVERED = pathlib.Path(__file__).with_name("uncovered.txt")
COUNTS = re.compile(rb"^(\d+) passed, (\d+) failed$", re.MULTILINE)

# The scripts of a folder are written for one set of features: where the set does not
# contain a proposal, they assert that its syntax is malformed.
FEATURES_OFF = ["threads", "stack-switching", "wide-arithmetic", "custom-page-sizes"]

# What a folder's scripts go by where that is not so, or not the default.
FEATURES = {
    "legacy-exceptions": "legacy-exceptions=y",
    "custom-page-sizes": "custom-page-sizes=y",
    "wide-arithmetic": "wide-arithmetic=y",
    # Written before these proposals, whose syntax they assert to be malformed.
    "threads": "threads=y,memory64=n,multi-memory=n,reference-types=n",
    "threads-script": "threads=y",
}


def main():
    options = parseArguments()
    compiler = compilerOf(options)
    score = Score(options.verbose)
    uncovered = readUncovered()
    scripts = [row for folder in options.folders for row in findScripts(folder, options.filter)]
    commands = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda row: runScript(compiler, options, *row), scripts)
        for (folder, script), result in zip(scripts, results):
            name = nameOf(script, folder)
            why = judge(result, uncovered.get(name))
            if name in uncovered and not why:
                score.skipped += 1
                continue
            if score.check(not why, name, why):
                commands += int(COUNTS.findall(result.out)[-1][0])
    for folder in options.folders:
        listed = {name for name in uncovered if name.startswith(folder.name + "/")}
        names = {nameOf(script, folder) for _, script in findScripts(folder)}
        for name in sorted(listed - names):
            score.check(False, name, f"is in {UNCOVERED.name} but does not exist")
    print(f"{commands} assertions and other commands in the scripts that passed")
    score.close()


def parseArguments():
    arguments = parser(__doc__)
    arguments.add_argument("-O", dest="level", default="2", help="0, 1, 2, 3 or s")
    arguments.add_argument("--wrap", action="store_true", help="call through continuations")
    arguments.add_argument("--bounds", default="guard", help="guard or check, as wfxc takes it")
    arguments.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--filter", default="", help="only paths that contain this")
    arguments.add_argument("folders", type=pathlib.Path, nargs="*", default=[FOLDER])
    return arguments.parse_args()


def readUncovered():
    """The reason by path: one script a line, the path first."""
    lines = UNCOVERED.read_text().splitlines()
    rows = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    return {path: reason for path, reason in rows}


def nameOf(script, folder):
    return str(script.relative_to(folder.parent))


def findScripts(folder, text=""):
    """The folder with each script in it whose name contains the text."""
    return [(folder, path) for path in sorted(folder.rglob("*.wast"))
            if text in nameOf(path, folder)]


def runScript(compiler, options, folder, script):
    switches = [feature + "=n" for feature in FEATURES_OFF]
    if folder.name in FEATURES:
        switches.append(FEATURES[folder.name])
    words = [word for switch in switches for word in ("-W", switch)]
    words += ["--bounds", options.bounds]
    words += ["--wrap-continuations"] * options.wrap
    return run([compiler, "wast", f"-O{options.level}", *words, script], timeout=300)


def judge(result, uncovered):
    """Why the result is an error; empty if it is as it should be."""
    orderly = COUNTS.search(result.out) and result.status in (0, 1)
    if not orderly:
        return result.complaint()
    if uncovered:
        return "passes, so it is not uncovered" if result.ok else ""
    return "" if result.ok else result.complaint()


if __name__ == "__main__":
    main()
