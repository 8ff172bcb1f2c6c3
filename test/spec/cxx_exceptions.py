#!/usr/bin/env python3
"""A C++ program that throws and catches in every way, against its native build.

Emscripten's em++ makes a module for WASI of it, with the legacy instructions, and
Binaryen's wasm-opt, where there is a new enough one, another with the final ones. The
output must be that of the native program, as an executable and in process. Nothing is
fetched: without em++ (Debian has it in the package emscripten) there is no test.

usage: cxx_exceptions.py [--levels LEVELS]
"""

import pathlib
import shutil
import subprocess
import tempfile

from support import ROOT, Score, cacheDirectory, compilerOf, parser, run

SOURCE = ROOT / "test" / "spec" / "exceptions.cpp"
FLAGS = ["-std=c++17", "-Wno-exceptions"]
# What ends the program, and whether its status is its own.
ENDS = {"": True, "terminate": True, "uncaught": False}
BUILDS = {"em++ -O0": ["-O0"], "em++ -O2": ["-O2"]}
FINAL = ["--translate-to-exnref"] + [f"--enable-{feature}" for feature in (
    "exception-handling", "reference-types", "multivalue", "bulk-memory", "sign-ext",
    "mutable-globals", "nontrapping-float-to-int")]


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--levels", default="012")
    options = arguments.parse_args()
    wfxc, score = compilerOf(options), Score(options.verbose)
    native = shutil.which("clang++-22") or shutil.which("c++")
    if not shutil.which("em++") or not native:
        score.skip("C++ exceptions", "em++ is not installed" if native else "no C++ compiler")
        score.close()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        expected = {end: run([build(folder / "native", [native, "-O1", *FLAGS]), *end.split()])
                    for end in ENDS}
        score.check(expected[""].ok, "native", expected[""].complaint())
        for name, wasm, flags in modules(folder, score):
            for level in options.levels:
                test(score, [wfxc, f"-O{level}", *flags], name, level, wasm, expected)
    score.close()


def build(made, command):
    subprocess.run([*command, SOURCE, "-o", made], check=True)
    return made


def modules(folder, score):
    """(name, module, options of wfxc) of each encoding."""
    optimiser = findTranslator()
    if not optimiser:
        score.skip("final encoding", "no wasm-opt that has --translate-to-exnref")
    for name, level in BUILDS.items():
        # No growth of memory: it would be announced to a function that is not of WASI.
        wasm = build(folder / f"legacy{level[0]}.wasm",
                     ["em++", *FLAGS, *level, "-fwasm-exceptions", "-sSTANDALONE_WASM"])
        yield name + ", legacy", wasm, ["-W", "legacy-exceptions=y"]
        if optimiser:
            final = folder / f"final{level[0]}.wasm"
            subprocess.run([optimiser, *FINAL, wasm, "-o", final], check=True)
            yield name + ", final", final, []


def findTranslator():
    """A wasm-opt that knows both encodings: the one in PATH, or the benchmarks' in the cache."""
    cached = cacheDirectory() / "binaryen" / "node_modules" / ".bin" / "wasm-opt"
    for program in filter(None, [shutil.which("wasm-opt"), cached if cached.exists() else None]):
        if b"--translate-to-exnref" in run([program, "--help"]).out:
            return program
    return None


def test(score, wfxc, name, level, wasm, expected):
    program = wasm.with_suffix(f".O{level}")
    made = run([*wfxc, wasm, "-o", program])
    if not score.check(made.ok, f"{name}: compile -O{level}", made.complaint()):
        return
    inProcess = [wfxc[0], "run", *wfxc[1:], wasm]
    for way, command, end in [*(("executable", [program], end) for end in ENDS),
                              ("run", inProcess, "terminate")]:
        wanted, found = expected[end], run([*command, *end.split()])
        right = found.out == wanted.out and (
            found.status == wanted.status if ENDS[end] else found.status != 0)
        score.check(right, f"{name}: {way} -O{level} {end}",
                    f"{found.complaint()}\n{difference(wanted.out, found.out)}")


def difference(wanted, found):
    lines = zip(wanted.decode().splitlines() + ["(end)"],
                found.decode(errors="replace").splitlines() + ["(end)"])
    return next((f"expected: {a}\n   found: {b}" for a, b in lines if a != b), "")


if __name__ == "__main__":
    main()
