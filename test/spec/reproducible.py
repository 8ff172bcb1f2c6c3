#!/usr/bin/env python3
"""The same module gives the same bytes.

Objects and executables are compared between one thread and two, between two
directories with different names for everything, and between two moments.
"""

import pathlib
import tempfile
import time

import generate
from support import ROOT, Score, compilerOf, parser, run

GENERATED_SIZE = 200 << 10  # enough for several units


def main():
    options = parser(__doc__).parse_args()
    wfxc, score = compilerOf(options), Score(options.verbose)
    modules = {path.stem: path.read_bytes() for path in sorted((ROOT / "examples").glob("*.wat"))}
    modules["generated"] = generate.module(GENERATED_SIZE)
    with tempfile.TemporaryDirectory() as scratch:
        for name, data in modules.items():
            for level in ("-O0", "-O2"):
                compareAll(score, wfxc, name, data, level, pathlib.Path(scratch))
    score.close()


def compareAll(score, wfxc, name, data, level, scratch):
    # A library makes no executable; a text that only speaks of _start has it unquoted.
    executable = b"_start" in data if data.startswith(b"\0asm") else b'"_start"' in data
    for kind in ("obj", "exe") if executable else ("obj",):
        label = f"{name} {level} {kind}"
        reference = make(wfxc, data, scratch / "a", "m", [level, f"--emit={kind}", "-j1"])
        if not score.check(isinstance(reference, bytes), label, reference):
            return
        # File times have seconds; a later second is another time for all purposes.
        time.sleep(1.01 - time.time() % 1 if kind == "exe" else 0)
        variants = {
            "on two threads": ("a", "m", "-j2"),
            "in another directory": ("another/and deeper", "m", "-j2"),
            "again": ("a", "m", "-j1"),
        }
        for what, (folder, stem, jobs) in variants.items():
            found = make(wfxc, data, scratch / folder, stem, [level, f"--emit={kind}", jobs])
            score.check(found == reference, f"{label} {what}", "the bytes differ")


def make(wfxc, data, folder, stem, flags):
    """The bytes that the compiler writes, or its complaint."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = ".wasm" if data.startswith(b"\0asm") else ".wat"
    source, target = folder / (stem + suffix), folder / "made"
    source.write_bytes(data)
    done = run([wfxc, source, "-o", target, *flags], cwd=folder)
    return target.read_bytes() if done.ok else done.complaint()


if __name__ == "__main__":
    main()
