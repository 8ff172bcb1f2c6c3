#!/usr/bin/env python3
"""What executables and objects are made of, and what a failed compile leaves.

Symbols stay under the project's prefixes; executables are position independent, have
no executable stack, no text relocations, no segment both writable and executable, and
need the C library only; a static one needs nothing. A compile that fails or is
interrupted leaves no output and does not touch an older one.
"""

import pathlib
import re
import signal
import subprocess
import tempfile
import time

import generate
from support import ROOT, Score, compilerOf, parser, run

HELLO = ROOT / "examples" / "hello.wat"
PREFIXES = ("wfx_", "tc_")
LIBRARIES = {"libc.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
GENERATED_SIZE = 2 << 20  # compiles for longer than the interruption waits


def main():
    options = parser(__doc__).parse_args()
    wfxc, score = compilerOf(options), Score(options.verbose)
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        testObject(score, wfxc, scratch)
        testDynamic(score, wfxc, scratch)
        testStatic(score, wfxc, scratch)
        testError(score, wfxc, scratch)
        testInterrupt(score, wfxc, scratch)
    score.close()


def readelf(path, *flags):
    done = subprocess.run(["readelf", "-W", *flags, path], capture_output=True, text=True, check=True)
    return done.stdout


def compiled(score, wfxc, source, target, *flags):
    done = run([wfxc, source, "-o", target, *flags])
    return score.check(done.ok, f"{source.name} {' '.join(flags)}", done.complaint())


def testObject(score, wfxc, scratch):
    library = scratch / "many.wasm"
    library.write_bytes(generate.module(100 << 10))
    for source in (HELLO, library):
        for level in ("-O0", "-O2"):
            target = scratch / "object.o"
            if not compiled(score, wfxc, source, target, level, "--emit=obj"):
                continue
            done = subprocess.run(["nm", "-g", "--defined-only", target],
                                  capture_output=True, text=True, check=True)
            names = [line.split()[-1] for line in done.stdout.splitlines() if line.strip()]
            foreign = [name for name in names if not name.startswith(PREFIXES)]
            score.check(names and not foreign, f"{source.name} {level}: global symbols",
                        f"{foreign[:5]} of {len(names)}")


def testDynamic(score, wfxc, scratch):
    target = scratch / "hello"
    if not compiled(score, wfxc, HELLO, target):
        return
    header, segments, dynamic = (readelf(target, flag) for flag in ("-h", "-l", "-d"))
    score.check("DYN (Position-Independent Executable file)" in header, "is a PIE", header)
    checkSegments(score, "hello", segments)
    score.check("TEXTREL" not in dynamic, "no text relocations", dynamic)
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic))
    score.check(needed <= LIBRARIES, "needs libc only", str(needed))
    score.check(not re.search(r"\((RPATH|RUNPATH)\)", dynamic), "no library path", dynamic)
    hello = run([target])
    score.check(hello.ok and hello.out == b"Hello, world!\n", "hello runs", hello.complaint())


def checkSegments(score, name, segments):
    # Type, offset, addresses, sizes, then the flags: R, W and E with spaces.
    rows = re.findall(r"^\s+(\w+)\s+(?:0x\w+\s+){5}([R ][W ][E ])", segments, re.MULTILINE)
    stack = [flags for kind, flags in rows if kind == "GNU_STACK"]
    score.check(stack == ["RW "], f"{name}: no executable stack", str(stack))
    both = [row for row in rows if row[0] == "LOAD" and "W" in row[1] and "E" in row[1]]
    score.check(rows and not both, f"{name}: nothing writable and executable", str(both))


def testStatic(score, wfxc, scratch):
    target = scratch / "static"
    if not compiled(score, wfxc, HELLO, target, "--static"):
        return
    segments, dynamic = readelf(target, "-l"), readelf(target, "-d")
    score.check("INTERP" not in segments, "static: no interpreter", segments)
    score.check("(NEEDED)" not in dynamic, "static: needs nothing", dynamic)
    checkSegments(score, "static", segments)
    hello = run([target])
    score.check(hello.ok and hello.out == b"Hello, world!\n", "static hello runs", hello.complaint())


def testError(score, wfxc, scratch):
    """An error keeps an older output as it was and makes no new one."""
    folder = scratch / "error"
    folder.mkdir()
    source, old = folder / "bad.wat", folder / "old"
    source.write_text('(module (func (export "_start") (i32.add)))')
    old.write_text("as it was")
    for target in (old, folder / "new"):
        done = run([wfxc, source, "-o", target])
        score.check(done.status == 1, "an invalid module is an error", done.complaint())
    files = sorted(path.name for path in folder.iterdir())
    score.check(files == ["bad.wat", "old"], "an error leaves no file", str(files))
    score.check(old.read_text() == "as it was", "an error keeps the older output")


def testInterrupt(score, wfxc, scratch):
    source = scratch / "long.wasm"
    source.write_bytes(generate.module(GENERATED_SIZE))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        folder = scratch / number.name
        folder.mkdir()
        old = folder / "app"
        old.write_text("as it was")
        child = subprocess.Popen([wfxc, source, "-o", old, "-O2"], stderr=subprocess.DEVNULL)
        time.sleep(0.7)
        child.send_signal(number)
        status = child.wait()
        score.check(status != 0, f"{number.name} ends the compile", "it had ended before")
        score.check(old.read_text() == "as it was", f"{number.name} keeps the older output")
        files = sorted(path.name for path in folder.iterdir())
        # Nothing can be tidied up after a kill.
        score.check(files == ["app"] or number == signal.SIGKILL, f"{number.name} leaves no file", str(files))


if __name__ == "__main__":
    main()
