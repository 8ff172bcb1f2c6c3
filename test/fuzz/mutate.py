#!/usr/bin/env python3
"""Damaged modules: an error with a place or a valid result, never a crash.

Each module is cut off at 64 positions and has single bytes changed at 64 (seeded, so
every run sees the same damage). All results go through `wfxc validate`, many files in
one process; what is still valid is also compiled. Ends with status 0 or 1 within the
time and memory limits are demanded, and for an error a place: an offset in a binary
(0x1f3), line and column in a text.

usage: mutate.py [--sample N | --full] [--keep DIR] [DIR...]

DIRs hold .wasm and .wat files. Without any, the modules are those of the spec scripts
in ../shared/conformance/core, as far as present, and the examples.
"""

import concurrent.futures
import hashlib
import os
import pathlib
import random
import re
import resource
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "spec"))

from support import SHARED, Score, compilerOf, parser, run  # noqa: E402

POSITIONS = 64
MEMORY_LIMIT = 4 << 30  # bytes of address space for any one process
TIME_LIMIT = 300  # seconds; a watchdog for hangs, not a measure
SAMPLE_COMPILES = 4  # of each module's valid mutants when sampling
ERROR = re.compile(r"^(.*?):(?:(0x[0-9a-f]+|\d+:\d+):)? error: ", re.MULTILINE)


def main():
    options = parseArguments()
    wfxc, score = compilerOf(options), Score(options.verbose)
    # Inherited by every child.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        modules = choose(collect(options.folders, wfxc, scratch / "modules"), options.sample)
        print(f"{len(modules)} modules", flush=True)
        damage = lambda module: testModule(module, wfxc, scratch, options)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for module, cases in zip(modules, pool.map(damage, modules)):
                for case, why in cases:
                    score.check(not why, f"{module.name} {case}", why)
    score.close()


def parseArguments():
    arguments = parser(__doc__)
    amount = arguments.add_mutually_exclusive_group()
    amount.add_argument("--sample", type=int, default=60, metavar="N",
                        help="take N modules (default 60)")
    amount.add_argument("--full", dest="sample", action="store_const", const=0,
                        help="take all modules and compile all that stays valid")
    arguments.add_argument("--keep", type=pathlib.Path, help="save failing inputs here")
    arguments.add_argument("--seed", default="wfxc")
    arguments.add_argument("folders", nargs="*", type=pathlib.Path, metavar="DIR")
    return arguments.parse_args()


def collect(folders, wfxc, made):
    """All different modules, in an order that does not depend on the machine."""
    if not folders:
        folders = [ROOT / "examples", made]
        dumpSuite(wfxc, made)
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.wa[st]*")):
            if path.suffix in (".wasm", ".wat"):
                found.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    return [found[digest] for digest in sorted(found)]


def dumpSuite(wfxc, folder):
    """Writes every module of the spec scripts; their names may repeat between scripts."""
    folder.mkdir()
    for path in sorted((SHARED / "conformance" / "core").rglob("*.wast")):
        part = folder / "-".join(path.relative_to(SHARED).with_suffix("").parts[2:])
        part.mkdir()
        done = run([wfxc, "wast", "--dump-modules", part, path])
        if done.status not in (0, 1):
            sys.exit(f"dumping the modules of {path.name}: {done.complaint()}")


def choose(modules, count):
    """Small ones and large ones alike: every nth in the order of size."""
    if not count or count >= len(modules):
        return modules
    bySize = sorted(modules, key=lambda path: path.stat().st_size)
    return [bySize[i * len(bySize) // count] for i in range(count)]


def mutants(data, seed):
    """(case, bytes) for every damage done to a module."""
    for cut in sorted({len(data) * i // POSITIONS for i in range(POSITIONS)}):
        yield f"cut at {cut:#x}", data[:cut]
    if not data:
        return
    source = random.Random(hashlib.sha256(seed.encode() + data).digest())
    for _ in range(POSITIONS):
        at = source.randrange(len(data))
        # Values at the limits of LEB128 and of types do most harm.
        value = source.choice([data[at] ^ 1 << source.randrange(8), source.randrange(256),
                               0x00, 0x40, 0x7F, 0x80, 0xFF])
        if value != data[at]:
            yield f"{value:#04x} at {at:#x}", data[:at] + bytes([value]) + data[at + 1:]


def testModule(module, wfxc, scratch, options):
    """Returns (case, why it failed or "") for every mutant of a module."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=scratch))
    cases = {}
    for number, (case, data) in enumerate(mutants(module.read_bytes(), options.seed)):
        path = folder / f"{number:03}{module.suffix}"
        path.write_bytes(data)
        cases[path] = case
    complaints = validateAll(wfxc, list(cases))
    valid = [path for path in cases if complaints[path] is None]
    if options.sample:
        valid = valid[:: max(1, len(valid) // SAMPLE_COMPILES)]
    for path in valid:
        complaints[path] = compileOne(wfxc, path)
    if options.keep:
        keepFailures(options.keep, module, {p: why for p, why in complaints.items() if why})
    shutil.rmtree(folder)
    return [(case, complaints[path] or "") for path, case in cases.items()]


def validateAll(wfxc, paths):
    """For each file why validating it failed, "" for a proper error, None for valid."""
    done = run([wfxc, "validate", *paths], timeout=TIME_LIMIT)
    if done.status in (0, 1):
        return judge(done, paths)
    if len(paths) == 1:
        return {paths[0]: "validate: " + done.complaint()}
    # Some input of the batch did it: halve until it is found.
    middle = len(paths) // 2
    return {**validateAll(wfxc, paths[:middle]), **validateAll(wfxc, paths[middle:])}


def judge(done, paths):
    errors, named = {}, set()
    for line in (done.out + b"\n" + done.err).decode(errors="replace").splitlines():
        found = ERROR.match(line)
        if found:
            errors.setdefault(found[1], found[2])
        named.add(line.split(": ")[0].split(":0x")[0])
    result = {}
    for path in paths:
        if str(path) in errors:
            result[path] = "" if errors[str(path)] else "the error has no place"
        elif str(path) in named:
            result[path] = None
        else:
            result[path] = "validate says nothing about it"
    if done.ok != (not errors):
        result[paths[0]] = f"status {done.status} with {len(errors)} errors"
    return result


def compileOne(wfxc, path):
    """Why compiling a valid mutant failed; an error with a place is no failure."""
    made = path.with_suffix(".o")
    done = run([wfxc, path, "-O1", "-j1", "--emit=obj", "-o", made], timeout=TIME_LIMIT)
    if done.status == 0:
        return None if made.exists() else "status 0 without an object"
    if done.status != 1:
        return "compile: " + done.complaint()
    if made.exists():
        return "an object although there was an error"
    found = ERROR.search(done.err.decode(errors="replace"))
    return None if found and found[2] else "compile: an error without a place: " + done.complaint()


def keepFailures(folder, module, complaints):
    folder.mkdir(parents=True, exist_ok=True)
    for path in complaints:
        shutil.copy(path, folder / f"{module.stem}-{path.name}")


if __name__ == "__main__":
    main()
