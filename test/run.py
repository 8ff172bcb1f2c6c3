#!/usr/bin/env python3
"""Runs the test suites one after another and adds up their counts.

usage: test/run.py [--build DIR] [--list] [SUITE...]

Every suite is a program of its own that closes with "N passed, N failed"; lit and
ctest are read through the reports that they write. What a suite prints goes to
BUILD/test-logs/SUITE.log and is shown when it fails. The last line sums up.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
TIME_LIMIT = 40 * 60  # seconds; a watchdog for hangs, not a measure
SHOWN_LINES = 60


@dataclass
class Suite:
    name: str
    command: list  # {build}, {wfxc}, {logs} and {lit} stand for paths
    about: str
    report: str = ""  # "junit" or "lit": where the counts are
    shared: str = ""  # what it needs of ../shared


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    note: str = ""
    shown: list = field(default_factory=list)


def script(path, *arguments):
    return [sys.executable, ROOT / "test" / path, "--wfxc", "{wfxc}", *arguments]


LEGACY = str(SHARED / "conformance" / "legacy-exceptions")
# Proposals that are compiled but are not in the core scripts.
PROPOSALS = [str(SHARED / "conformance" / "proposals" / name) 
             for name in ["custom-page-sizes", "wide-arithmetic"]]
THREADS = [str(SHARED / "conformance" / "proposals" / name)
           for name in ["threads", "threads-script"]]
WASI_THREADS = ["--suite", str(SHARED / "conformance" / "proposals" / "wasi-threads"),
                "--repeat", "5"]

SUITES = [
    Suite("layering", [sys.executable, ROOT / "test" / "layering.py"],
          "who includes whom, length of files"),
    Suite("unit", ["ctest", "--test-dir", "{build}", "--output-on-failure", "-j", "2",
                   "--output-junit", "{logs}/unit.xml"], "GoogleTest units", report="junit"),
    Suite("lit", ["{lit}", "-sv", "--param", "build={build}", "--output", "{logs}/lit.json",
                  ROOT / "test" / "lit"], "every stage's output", report="lit"),
    Suite("spec-O0", script("spec/conformance.py", "-O0"), "spec scripts at -O0",
          shared="conformance/core"),
    Suite("spec-O1", script("spec/conformance.py", "-O1"), "spec scripts at -O1",
          shared="conformance/core"),
    Suite("spec-O2", script("spec/conformance.py", "-O2"), "spec scripts at -O2",
          shared="conformance/core"),
    Suite("legacy-O0", script("spec/conformance.py", "-O0", LEGACY), "legacy exceptions at -O0",
          shared="conformance/legacy-exceptions"),
    Suite("legacy-O1", script("spec/conformance.py", "-O1", LEGACY), "legacy exceptions at -O1",
          shared="conformance/legacy-exceptions"),
    Suite("legacy-O2", script("spec/conformance.py", "-O2", LEGACY), "legacy exceptions at -O2",
          shared="conformance/legacy-exceptions"),
    Suite("wrapped-O0", script("spec/conformance.py", "-O0", "--wrap"),
          "spec scripts through continuations at -O0", shared="conformance/core"),
    Suite("wrapped-O2", script("spec/conformance.py", "-O2", "--wrap"),
          "spec scripts through continuations at -O2", shared="conformance/core"),
    Suite("wrapped-legacy", script("spec/conformance.py", "-O2", "--wrap", LEGACY),
          "legacy exceptions through continuations", shared="conformance/legacy-exceptions"),
    Suite("checked-O2", script("spec/conformance.py", "-O2", "--bounds", "check"),
          "spec scripts at -O2 without guards", shared="conformance/core"),
    Suite("proposals-O0", script("spec/conformance.py", "-O0", *PROPOSALS),
          "proposals' scripts at -O0", shared="conformance/proposals"),
    Suite("proposals-O2", script("spec/conformance.py", "-O2", *PROPOSALS),
          "proposals' scripts at -O2", shared="conformance/proposals"),
    Suite("wrapped-proposals", script("spec/conformance.py", "-O2", "--wrap", *PROPOSALS),
          "proposals' scripts through continuations", shared="conformance/proposals"),
    Suite("threads-O0", script("spec/conformance.py", "-O0", *THREADS),
          "scripts of threads at -O0", shared="conformance/proposals"),
    Suite("threads-O1", script("spec/conformance.py", "-O1", *THREADS),
          "scripts of threads at -O1", shared="conformance/proposals"),
    Suite("threads-O2", script("spec/conformance.py", "-O2", *THREADS),
          "scripts of threads at -O2", shared="conformance/proposals"),
    Suite("wrapped-threads", script("spec/conformance.py", "-O2", "--wrap", *THREADS),
          "scripts of threads through continuations", shared="conformance/proposals"),
    Suite("stacks", script("spec/stack_switching.py", "--levels", "012"), "stack switching"),
    Suite("tail-calls", script("spec/tail_calls.py"), "tail calls between all arities"),
    Suite("cxx", script("spec/cxx_exceptions.py"), "C++ that throws, by em++"),
    Suite("wasi-exe", script("spec/wasi.py", "--mode", "exe"), "WASI in executables",
          shared="conformance/wasi"),
    Suite("wasi-run", script("spec/wasi.py", "--mode", "run"), "WASI in process",
          shared="conformance/wasi"),
    Suite("wasi-threads-exe", script("spec/wasi.py", *WASI_THREADS, "--mode", "exe"),
          "wasi-threads in executables", shared="conformance/proposals"),
    Suite("wasi-threads-O0", script("spec/wasi.py", *WASI_THREADS, "--mode", "exe", "-O0"),
          "wasi-threads in executables at -O0", shared="conformance/proposals"),
    Suite("wasi-threads-static", script("spec/wasi.py", *WASI_THREADS, "--mode", "static"),
          "wasi-threads in static executables", shared="conformance/proposals"),
    Suite("wasi-threads-run", script("spec/wasi.py", *WASI_THREADS, "--mode", "run"),
          "wasi-threads in process", shared="conformance/proposals"),
    Suite("executable", script("spec/executable.py"), "symbols, segments, libraries"),
    Suite("reproducible", script("spec/reproducible.py"), "same input, same bytes"),
    Suite("programs", script("spec/programs.py", "--small"), "ready-made programs",
          shared="programs"),
    Suite("sqlite", script("spec/sqlite.py"), "SQLite against its native build"),
    Suite("http", script("spec/http.py"), "a server with 10,000 connections"),
    Suite("scaling", script("spec/scaling.py", "--quick"), "cost grows linearly"),
    Suite("bombs", script("spec/bombs.py"), "cost of modules made to be costly"),
    Suite("malformed", script("fuzz/mutate.py", "--sample", "60"), "damaged modules"),
    Suite("differential", script("fuzz/differential.py", "--count", "24"),
          "generated programs at all levels"),
    Suite("loops", script("fuzz/loops.py", "--count", "60"),
          "unrolled loops at all levels"),
    Suite("comparisons", script("fuzz/comparisons.py", "--count", "60"),
          "loops that compare bytes at all levels"),
    Suite("bounds", script("fuzz/bounds.py", "--count", "12"),
          "random accesses to memories of all kinds"),
    Suite("switching", script("fuzz/switching.py", "--count", "24"),
          "generated programs that switch stacks at all levels"),
    Suite("generators", script("fuzz/generators.py", "--count", "24"),
          "generated continuations that need no stack at all levels"),
    Suite("instructions", script("fuzz/instructions.py", "--sample", "24"),
          "every instruction against other engines"),
    Suite("examples", script("spec/examples.py", "--build", "{build}"),
          "examples by the commands of their READMEs; hostile input"),
    Suite("package", script("spec/package.py", "--build", "{build}", "--deb"),
          "a project that uses the installed package"),
    Suite("install", script("spec/install.py", "--build", "{build}"), "after cmake --install"),
    Suite("bench", [sys.executable, ROOT / "bench" / "run", "--wfxc", "{wfxc}", "--check"],
          "benchmark programs agree with native"),
    Suite("bench-calls", [sys.executable, ROOT / "bench" / "calls", "--wfxc", "{wfxc}",
                          "--check"], "benchmark of calls computes what it should"),
    Suite("bench-stacks", [sys.executable, ROOT / "bench" / "stacks", "--wfxc", "{wfxc}",
                           "--check"], "benchmark of stack switching computes what it should"),
    Suite("bench-scale", [sys.executable, ROOT / "bench" / "scale", "--wfxc", "{wfxc}",
                          "--check"], "benchmark of many continuations computes what it should"),
]


def main():
    options = parseArguments()
    logs = options.build / "test-logs"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    chosen = [suite for suite in SUITES if not options.suites or suite.name in options.suites]
    outcomes = []
    for suite in chosen:
        outcome = runSuite(suite, options.build, logs)
        outcomes.append((suite, outcome))
        print(row(suite, outcome), flush=True)
        for line in outcome.shown:
            print("  |", line)
    sumUp(outcomes)


def parseArguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--list", action="store_true", help="name the suites")
    parser.add_argument("suites", nargs="*", metavar="SUITE")
    options = parser.parse_args()
    if options.list:
        for suite in SUITES:
            print(f"{suite.name:20} {suite.about}")
        sys.exit(0)
    unknown = set(options.suites) - {suite.name for suite in SUITES}
    if unknown:
        parser.error("no such suite: " + ", ".join(sorted(unknown)))
    options.build = options.build.resolve()
    return options


def runSuite(suite, build, logs):
    if suite.shared and not (SHARED / suite.shared).exists():
        return Outcome(skipped=1, note=f"skipped: ../shared/{suite.shared} is absent")
    log = logs / (suite.name + ".log")
    start = time.monotonic()
    status = execute(expand(suite.command, build, logs), log)
    text = log.read_text(errors="replace")
    outcome = READERS[suite.report](suite, logs, text)
    outcome.seconds = time.monotonic() - start
    if outcome.passed + outcome.failed + outcome.skipped == 0:
        outcome.failed, outcome.note = 1, "ran no test"
    elif status != 0 and outcome.failed == 0:
        outcome.failed, outcome.note = 1, f"ended with status {status}"
    if outcome.failed:
        outcome.shown = text.splitlines()[-SHOWN_LINES:]
    return outcome


def expand(command, build, logs):
    lit = shutil.which("lit", path="/usr/lib/llvm-22/bin") or shutil.which("lit") or "lit"
    paths = {"build": build, "logs": logs, "lit": lit, "wfxc": build / "bin" / "wfxc"}
    return [part.format(**paths) if isinstance(part, str) else str(part) for part in command]


def execute(command, log):
    """Runs a suite in a process group of its own, so that all of it can be ended."""
    with open(log, "wb") as out:
        try:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out,
                                     stderr=subprocess.STDOUT, start_new_session=True)
        except OSError as error:
            out.write(f"{command[0]}: {error.strerror}\n".encode())
            return 127
        try:
            return child.wait(TIME_LIMIT)
        except (subprocess.TimeoutExpired, KeyboardInterrupt) as stop:
            end(child)
            if isinstance(stop, KeyboardInterrupt):
                raise
            out.write(b"ended by the time limit of the test runner\n")
            return -signal.SIGKILL


def end(child):
    """Suites end their own children when they are asked to end."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
            child.wait(10)
            return
        except subprocess.TimeoutExpired:
            continue


def readClosingLine(suite, logs, text):
    found = CLOSING.findall(text)
    return Outcome(*(int(count or 0) for count in found[-1])) if found else Outcome()


def readJunit(suite, logs, text):
    path = logs / "unit.xml"
    if not path.exists():
        return Outcome()
    outcome = Outcome()
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        status = case.get("status")
        outcome.passed += status == "run"
        outcome.failed += status == "fail"
        outcome.skipped += status not in ("run", "fail")
    return outcome


def readLit(suite, logs, text):
    path = logs / "lit.json"
    if not path.exists():
        return Outcome()
    codes = [test["code"] for test in json.loads(path.read_text())["tests"]]
    passed = sum(code in ("PASS", "XFAIL", "FLAKYPASS") for code in codes)
    skipped = sum(code in ("UNSUPPORTED", "SKIPPED", "EXCLUDED") for code in codes)
    return Outcome(passed, len(codes) - passed - skipped, skipped)


READERS = {"": readClosingLine, "junit": readJunit, "lit": readLit}


def row(suite, outcome):
    verdict = "FAIL" if outcome.failed else "ok" if outcome.passed else "skip"
    counts = f"{outcome.passed:6} passed {outcome.failed:4} failed {outcome.skipped:4} skipped"
    text = f"{suite.name:20}{verdict:5}{counts} {outcome.seconds:7.1f} s"
    return f"{text}  ({outcome.note})" if outcome.note else text


def sumUp(outcomes):
    passed = sum(outcome.passed for _, outcome in outcomes)
    failed = sum(outcome.failed for _, outcome in outcomes)
    seconds = sum(outcome.seconds for _, outcome in outcomes)
    print(f"all suites in {seconds:.0f} s; logs of each in the build directory's test-logs")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
