#!/usr/bin/env python3
"""Ready-made programs: compiled, run, and their outputs compared by SHA-256.

../shared/programs/programs.json says for each program how it is run and what it
must give; prepare.py beside it fetches them from npm. A program can need what
another one wrote ("after"): that one runs first, or the program is skipped.

usage: programs.py [--small | NAME...] [--levels=-O1,-O2] [--prepared DIR]
"""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from support import SHARED, Score, cacheDirectory, compilerOf, megabytes, parser, run

SMALL = ["gofmt", "circom"]
MEMORY_LIMIT = 6 << 30  # bytes that any compile may use
COLUMNS = "{:14} {:5} {:>11} {:>11} {:>9} {:>9} {:>8} {:>8} {:>8}"
TITLES = ("program", "level", "module", "program", "CPU s", "wall s", "peak MB", "run s", "V8 s")


def main():
    options = parseArguments()
    wfxc, score = compilerOf(options), Score(options.verbose)
    catalogue = SHARED / "programs" / "programs.json"
    if not catalogue.exists():
        score.skip("programs", "../shared/programs is absent")
        score.close()
    programs = {program["name"]: program for program in json.loads(catalogue.read_text())}
    chosen = chooseInOrder(programs, SMALL if options.small else options.names)
    prepared = options.prepared or cacheDirectory() / "programs"
    why = prepare(prepared, chosen)
    if why:
        score.skip("programs", why)
        score.close()
    print(COLUMNS.format(*TITLES), flush=True)
    for level in options.levels.split(","):
        with tempfile.TemporaryDirectory() as scratch:
            bench = Workbench(wfxc, score, prepared, pathlib.Path(scratch), level, options.jobs)
            for program in chosen:
                bench.test(program)
    score.close()


def parseArguments():
    arguments = parser(__doc__)
    arguments.add_argument("--small", action="store_true",
                           help="only " + " ".join(SMALL) + ", which take little time")
    arguments.add_argument("--levels", default="-O1,-O2", help="optimisation levels")
    arguments.add_argument("--prepared", type=pathlib.Path, metavar="DIR",
                           help="where prepare.py puts the programs (default: in the cache)")
    arguments.add_argument("-j", dest="jobs", help="passed to wfxc")
    arguments.add_argument("names", nargs="*", metavar="NAME")
    return arguments.parse_args()


def chooseInOrder(programs, names):
    """The chosen programs, each behind the one whose output it reads."""
    unknown = set(names) - set(programs)
    if unknown:
        sys.exit("no such program: " + ", ".join(sorted(unknown)))
    done = {}

    def add(name):
        program = programs[name]
        if name in done:
            return
        if program.get("after") in (names or programs):
            add(program["after"])
        done[name] = program

    for name in names or programs:
        add(name)
    return list(done.values())


def prepare(folder, programs):
    """Fetches what is not there yet; returns why that cannot be done."""
    wanted = [program["name"] for program in programs
              if not (folder / (program["name"] + ".wasm")).exists()
              or not (folder / program["name"]).is_dir()]
    if not wanted:
        return None
    if not (shutil.which("npm") and shutil.which("node")):
        return "npm and node are needed to fetch them"
    folder.mkdir(parents=True, exist_ok=True)
    script = SHARED / "programs" / "prepare.py"
    done = subprocess.run([sys.executable, script, folder, *wanted], capture_output=True, text=True)
    return done.stderr.strip()[-400:] if done.returncode else None


class Workbench:
    """One optimisation level: a scratch folder in which programs find each other's output."""

    def __init__(self, wfxc, score, prepared, scratch, level, jobs):
        self.wfxc, self.score, self.prepared = wfxc, score, prepared
        self.scratch, self.level, self.jobs = scratch, level, jobs

    def test(self, program):
        name = program["name"]
        work = self.scratch / name
        shutil.copytree(self.prepared / name, work)
        missing = self.takeInputs(program, work)
        if missing:
            self.score.skip(f"{name} {self.level}", missing)
            return
        executable = self.scratch / (name + ".exe")
        made = self.compile(program, executable)
        if made:
            done = self.execute(program, executable, work)
            self.report(program, executable, made, done)
            executable.unlink()

    def takeInputs(self, program, work):
        """Copies what the program before this one wrote; returns what is missing."""
        source = self.scratch / program.get("after", "")
        for name in program["inputs"]:
            if not (work / name).exists():
                if not (source / name).exists():
                    return f"needs {name}, an output of {program.get('after')}"
                shutil.copy(source / name, work)
        return None

    def compile(self, program, executable):
        name = program["name"]
        flags = [self.level, *(["-j", self.jobs] if self.jobs else [])]
        for guest, host in program["preopens"].items():
            flags += ["--dir", f"{host}::{guest}"]
        wasm = self.prepared / (name + ".wasm")
        made = run([self.wfxc, wasm, "-o", executable, *flags], timeout=3600)
        if not self.score.check(made.ok, f"{name} {self.level} compiles", made.complaint()):
            return None
        self.score.check(made.peak < MEMORY_LIMIT, f"{name} {self.level} compiles in 6 GiB",
                         f"it took {megabytes(made.peak)}")
        return made

    def execute(self, program, executable, work):
        name = f"{program['name']} {self.level}"
        stdin = work / program["stdin"] if "stdin" in program else None
        done = run([executable, *program["args"]], cwd=work, stdin=stdin, timeout=1200)
        if self.score.check(done.ok, f"{name} runs", done.complaint()):
            for file, expected in program["expected"].items():
                found = done.out if file == "stdout" else readOrNothing(work / file)
                self.score.check(hashlib.sha256(found).hexdigest() == expected["sha256"],
                                 f"{name} {file}",
                                 f"{len(found)} bytes, not the expected {expected['size']}")
        return done

    def report(self, program, executable, made, done):
        module = self.prepared / (program["name"] + ".wasm")
        sizes = [f"{path.stat().st_size:,}" for path in (module, executable)]
        times = [f"{made.cpu:.2f}", f"{made.wall:.2f}", f"{made.peak / 1e6:.0f}",
                 f"{done.cpu:.2f}", f"{program['v8_user_seconds']:.2f}"]
        print(COLUMNS.format(program["name"], self.level, *sizes, *times), flush=True)


def readOrNothing(path):
    return path.read_bytes() if path.is_file() else b""


if __name__ == "__main__":
    main()
