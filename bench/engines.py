"""Who runs the programs of bench/run: native code, wfxc, and its peers.

An engine turns a program (its WebAssembly file and its native executable) into a
command to measure. One that this machine does not have says why. Those that compile
ahead of time measure that, too. Where the programs come from is in workloads.py.
"""

import dataclasses
import os
import shutil

from tools import (HERE, WASM2C_RUNTIME, Unavailable, findNode, findWasm2c, findWasmtime,
                   firstLine, wasm2cVersion)

import builds
from support import run

LIMIT = 1800  # seconds for one compilation


class Engine:
    """compilers() names the ways to compile ahead of time: functions of a module and a
    path that give a measured Run."""

    def compilers(self):
        return {}


class Native(Engine):
    """clang-22 -O2 on the same source: what every ratio refers to."""

    name = "native"

    def __init__(self, options, scratch):
        pass

    def version(self):
        return firstLine([builds.CLANG, "--version"]) + " -O2"

    def command(self, program):
        return [program.native]


class Ahead(Engine):
    """One that compiles ahead of time, each program once."""

    def __init__(self, options, scratch):
        self.cpu, self.folder = options.cpu, scratch / self.name
        self.folder.mkdir()

    def compilers(self):
        return {self.name: self.compile}

    def command(self, program):
        made = self.folder / program.name
        if not made.exists():
            done = self.compile(program.wasm, made)
            if not made.exists():
                raise Unavailable(f"{self.name} on {program.name}: {done.complaint()}")
        return self.start(made)

    def start(self, made):
        return [made]


class Wfxc(Ahead):
    name = "wfxc"
    levels = ["-O0", "-O1", "-O2"]

    def __init__(self, options, scratch):
        self.path, self.level = options.wfxc.resolve(), options.level
        if not os.access(self.path, os.X_OK):
            raise Unavailable("the compiler is not built")
        super().__init__(options, scratch)

    def version(self):
        return firstLine([self.path, "--version"]) + " " + self.level

    def compilers(self):
        return {f"wfxc {level}": lambda wasm, output, level=level:
                self.compile(wasm, output, level) for level in self.levels}

    def compile(self, wasm, output, level=None):
        return run([self.path, wasm, "-o", output, level or self.level,
                    "--cpu=" + self.cpu, "--dir", ".::."], timeout=LIMIT)


class Wasm2c(Ahead):
    """wasm2c's C, compiled as the native programs are. Memories have guard pages and
    no checks of bounds, which is its default on this system."""

    name = "wasm2c"

    def __init__(self, options, scratch):
        self.path = findWasm2c()
        if options.simd:
            raise Unavailable(f"{wasm2cVersion()} has no vectors")
        super().__init__(options, scratch)

    def version(self):
        return f"{wasm2cVersion()}, {builds.CLANG} -O2"

    def compile(self, wasm, output):
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        made = run([self.path, wasm, "-n", "program", "-o", work / "program.c"])
        if not made.ok:
            return made
        done = run([builds.CLANG, *builds.COMMON, "-w", "-march=" + self.cpu, "-I", work, "-I",
                    WASM2C_RUNTIME, HERE / "wasm2c" / "wasi.c", work / "program.c",
                    WASM2C_RUNTIME / "wasm-rt-impl.c", "-lm", "-o", output], timeout=LIMIT)
        return dataclasses.replace(done, cpu=made.cpu + done.cpu, wall=made.wall + done.wall,
                                   peak=max(made.peak, done.peak))


class Node(Engine):
    """V8 with its default tiers, through node:wasi, for the processor that is there;
    its start and its compilation are part of the run."""

    name = "node"

    def __init__(self, options, scratch):
        self.path = findNode()

    def version(self):
        return firstLine([self.path, "-p", "'node ' + process.version + ', v8 ' + "
                          "process.versions.v8"])

    def command(self, program):
        return [self.path, "--no-warnings", HERE / "node.mjs", program.wasm]


class Wasmtime(Ahead):
    """Cranelift, for a processor with the same instructions, or the one that is there."""

    name = "wasmtime"
    presets = {"x86-64-v2": "nehalem", "x86-64-v3": "haswell"}

    def __init__(self, options, scratch):
        self.path = findWasmtime()
        super().__init__(options, scratch)
        preset = self.presets.get(self.cpu)
        self.target = ["--target", "x86_64-unknown-linux-gnu", "-C",
                       "cranelift-" + preset] if preset else []

    def version(self):
        return " ".join([firstLine([self.path, "--version"]), *self.target[-1:]])

    def compile(self, wasm, output):
        return run([self.path, "compile", "-C", "cache=n", *self.target, wasm, "-o", output],
                   timeout=LIMIT)

    def start(self, made):
        return [self.path, "run", "--allow-precompiled", "-C", "cache=n", "--dir", ".", made]


class Wamr(Ahead):
    """WAMR's compiler and runtime, where they are installed: no package has them."""

    name = "wamr"

    def __init__(self, options, scratch):
        self.paths = [shutil.which(program) for program in ("wamrc", "iwasm")]
        if not all(self.paths):
            raise Unavailable("wamrc and iwasm are not in PATH")
        super().__init__(options, scratch)

    def version(self):
        return firstLine([self.paths[1], "--version"])

    def compile(self, wasm, output):
        return run([self.paths[0], "--target=x86_64", "--cpu=" + self.cpu, "-o", output, wasm],
                   timeout=LIMIT)

    def start(self, made):
        return [self.paths[1], "--dir=.", made]


PEERS = {peer.name: peer for peer in (Wasm2c, Node, Wasmtime, Wamr)}
