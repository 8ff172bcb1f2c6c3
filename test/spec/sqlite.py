#!/usr/bin/env python3
"""SQLite (240,000 lines of C) and its own speed test, against its native build.

The test's --verify mode prints a hash over every result that its statements
give. The hash must be that of the native program, for a database in memory and for
one in a file, at each optimisation level.
"""

import re
import tempfile

import builds
from support import Score, compilerOf, megabytes, parser, run

HASH = re.compile(rb"^Verification Hash: (.*)$", re.MULTILINE)
DATABASES = {
    "memory": ["--memdb"],
    "file": ["--vfs", "unix-none", "--nosync", "test.db"],
}


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--size", default="10", help="relative size of the speed test")
    arguments.add_argument("--levels", default="-O0,-O2", help="optimisation levels")
    options = arguments.parse_args()
    wfxc, score = compilerOf(options), Score(options.verbose)
    try:
        wasm, native = builds.sqlitePrograms()
    except builds.Unavailable as reason:
        score.skip("sqlite", reason)
        score.close()
    with tempfile.TemporaryDirectory() as scratch:
        expected = {name: verify(native, options.size, flags)
                    for name, flags in DATABASES.items()}
        for level in options.levels.split(","):
            testLevel(score, wfxc, wasm, level, expected, options.size, scratch)
    score.close()


def testLevel(score, wfxc, wasm, level, expected, size, scratch):
    program = f"{scratch}/speedtest1{level}"
    made = run([wfxc, wasm, "-o", program, level, "--dir", ".::."], timeout=1800)
    if not score.check(made.ok, f"compile {level}", made.complaint()):
        return
    print(f"compiled {level}: {made.cpu:.1f} s, peak {megabytes(made.peak)}", flush=True)
    for name, flags in DATABASES.items():
        found = verify(program, size, flags)
        score.check(found == expected[name], f"{name} {level}",
                    f"expected {expected[name]}\n    found {found}")


def verify(program, size, flags):
    """The hash that the speed test prints, or why there is none."""
    with tempfile.TemporaryDirectory() as work:
        done = run([program, "--verify", "--size", size, *flags], cwd=work, timeout=600)
    found = HASH.search(done.out)
    return found[1].decode() if done.ok and found else done.complaint()


if __name__ == "__main__":
    main()
