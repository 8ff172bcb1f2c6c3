"""Who runs the programs of bench/stacks and bench/scale: wfxc, native code, two engines,
Asyncify.

An engine turns a row and a count into a command that prints a sum. What a machine
cannot have raises Unavailable. What rows mean is in bench/stacks and bench/scale.
"""

import shutil
import subprocess

from tools import (HERE, Unavailable, findBinaryen, findNode, findWasmtime, firstLine, require)

import builds

FIBERS = HERE / "fibers"
LIVE = "live"
ELIDED = "elided"
ALL = ["generator", ELIDED, "create", "once", "switch", "turns10000", "chain100", "fresh100",
       "search1", "search10", "search100", "search1000", LIVE]
RINGS = ["ring2", "ring10", "ring100", "ring1000"]
TASKS = ["sched2", "sched10", "sched100", "sched1000", "c10m", "skynet", "skynetlive", "new",
         "wake", "end"]
SCALE = RINGS + TASKS


def source(row):
    if row in TASKS:
        return FIBERS / "scale.wat"
    if row in RINGS:
        return FIBERS / "ring.wat"
    return FIBERS / ("switch.wat" if row == "switch" else "continuations.wat")


class Wfxc:
    rows, most = ALL + SCALE, {}

    def __init__(self, options, scratch):
        self.path, self.level, self.scratch = options.wfxc.resolve(), options.level, scratch
        self.cpu = options.cpu
        self.name = "wfxc"

    def version(self):
        return firstLine([self.path, "--version"]) + " " + self.level

    def source(self, row):
        return source(row)

    def command(self, row, count):
        made = self.scratch / f"{self.name}-{row}{self.level}"
        if not made.exists():
            stacks = "needed" if row == ELIDED else "all"
            require([self.path, "--invoke", row, self.source(row), "-o", made, self.level,
                     "--cpu=" + self.cpu, "--continuation-stacks=" + stacks])
        return [made, count]

    def binary(self, row):
        """The row's module as a file for the other engines."""
        made = self.scratch / (source(row).stem + ".wasm")
        if not made.exists():
            require([self.path, "wat2wasm", source(row), "-o", made])
        return made


class Asyncify(Wfxc):
    """Programs without continuations, transformed by Binaryen, compiled by wfxc."""

    rows = ["generator", "create", "once"] + TASKS
    most = {"skynetlive": 100_000}  # then 4 GiB are full

    def __init__(self, options, scratch):
        super().__init__(options, scratch)
        self.name = "asyncify"
        self.optimizer = findBinaryen()

    def version(self):
        return firstLine([self.optimizer, "--version"]) + ", compiled by wfxc"

    def source(self, row):
        name = "asyncify-scale" if row in TASKS else "asyncify"
        made = self.scratch / (name + ".wasm")
        # Functions that call the asyncify imports are left alone, so inlining them
        # comes later.
        if not made.exists():
            require([self.optimizer, "--enable-simd", "--asyncify", "-O3",
                     FIBERS / (name + ".wat"), "-o", made])
        return made


class Native:
    """native.cpp and scale.cpp with some kind of fibers."""

    # Deep recursion is faster with frame pointers, at least on an EPYC.
    programs = {"native": [], "scale": ["-fno-omit-frame-pointer"]}

    def __init__(self, options, scratch):
        self.paths = {
            name: builds.buildNative(
                f"{self.name}-{name}", [FIBERS / (name + ".cpp")], cpu=options.cpu,
                libraries=[*self.libraries, "-lstdc++"], depends=[FIBERS / (self.name + ".h")],
                flags=[f'-DFIBERS="{self.name}.h"', *flags])
            for name, flags in self.programs.items()}

    def command(self, row, count):
        return [self.paths["scale" if row in SCALE else "native"], row, count]


class Boost(Native):
    """Boost.Context's assembly, linked statically: no lookup table is in the way."""

    name = "boost"
    rows, most = ["generator", "create", "once", "switch", "turns10000", LIVE, *SCALE], {}
    libraries = ["-l:libboost_context.a"]

    def __init__(self, options, scratch):
        check = [builds.CLANG, "-fsyntax-only", "-xc++", FIBERS / "boost.h"]
        if shutil.which(builds.CLANG) and subprocess.run(check, capture_output=True).returncode:
            raise Unavailable("Boost.Context is not installed (Debian: libboost-context-dev)")
        super().__init__(options, scratch)

    def version(self):
        done = subprocess.run([builds.CLANG, "-E", "-P", "-xc++", "-"], capture_output=True,
                              text=True, input="#include <boost/version.hpp>\nBOOST_LIB_VERSION")
        return "Boost.Context " + done.stdout.split()[-1].strip('"').replace("_", ".")


class Bare(Native):
    """A switch that could not be less, and knows nothing: a yardstick, no goal."""

    name = "bare"
    rows, most = ["generator", "create", "once", "switch", "turns10000", *SCALE], {}
    libraries = []

    def version(self):
        return "three words, inlined"


class Coroutine(Native):
    """C++20's, which Clang compiles as wfxc does continuations without stacks."""

    name = "coroutine"
    rows, most = ["generator", ELIDED], {}

    def __init__(self, options, scratch):
        self.paths = {"native": builds.buildNative(self.name, [FIBERS / "coroutine.cpp"],
                                                   cpu=options.cpu, flags=["-std=c++20"])}

    def version(self):
        return "C++20, " + firstLine([builds.CLANG, "--version"])


class V8:
    """In Node. Without its quick first compiler, since it never leaves a loop that it
    has begun there; it aborts on `switch`."""

    name = "v8"
    rows = [row for row in ALL + TASKS if row != "switch"]
    # Then it finds no memory.
    most = {LIVE: 20_000, "skynetlive": 10_000, "new": 20_000, "wake": 20_000, "end": 20_000}
    flags = ["--experimental-wasm-wasmfx", "--no-turboshaft-wasm-load-elimination",
             "--no-liftoff", "--no-warnings"]

    def __init__(self, options, scratch):
        self.path = findNode()
        self.wfxc = Wfxc(options, scratch)

    def version(self):
        return firstLine([self.path, "-p", "'node ' + process.version + ', v8 ' + "
                          "process.versions.v8"])

    def command(self, row, count):
        return [self.path, *self.flags, FIBERS / "node.mjs", self.wfxc.binary(row), row, count]


class Wasmtime:
    """It keeps the stack of each continuation that has ever been: that limits counts."""

    name = "wasmtime"
    rows = ALL + SCALE
    most = {"create": 20_000, "once": 20_000, "chain100": 200, "fresh100": 200, LIVE: 20_000,
            "c10m": 20_000, "skynet": 10_000, "skynetlive": 10_000, "new": 20_000,
            "wake": 20_000, "end": 20_000}
    features = "stack-switching=y,exceptions=y,function-references=y,gc=y"

    def __init__(self, options, scratch):
        self.path = findWasmtime()
        self.wfxc = Wfxc(options, scratch)

    def version(self):
        return firstLine([self.path, "--version"])

    def command(self, row, count):
        return [self.path, "run", "-W", self.features, "--invoke", row, self.wfxc.binary(row),
                count]


PEERS = {peer.name: peer for peer in (Bare, Boost, Coroutine, V8, Wasmtime)} | {
    "asyncify": Asyncify}
