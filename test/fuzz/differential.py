#!/usr/bin/env python3
"""Generated programs give the same results at every optimisation level.

Modules of test/spec/generate.py are run with a few arguments at -O0, -O1, -O2 and
with checked memories, and in Node where there is one, which knows nothing of this compiler.

usage: differential.py [--count N] [--seed S] [--keep DIR]
"""

import shutil

from generated import arguments, checkAll, difference, outcome
import generate
from support import compilerOf, run

WAYS = ["-O0", "-O1", "-O2", "-O2 --bounds=check"]
ARGUMENTS = [(0, 0), (7, 9), (-1, 1 << 30)]
SIZES = [300, 1500, 6000, 20000]
NODE = """
const bytes = require('fs').readFileSync(process.argv[1]);
const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
console.log(instance.exports.run(...process.argv.slice(2).map(Number)));
"""


def main():
    options = arguments(__doc__, "modules").parse_args()
    wfxc, node = compilerOf(options), shutil.which("node")

    def make(seed, number):
        return generate.module(SIZES[number % len(SIZES)], number % 3 == 0, seed)

    def check(path, number):
        for pair in ARGUMENTS:
            yield pair, compare(wfxc, node, path, pair)

    checkAll(options, ".wasm", make, check)


def compare(wfxc, node, path, pair):
    """Why the results differ, or nothing."""
    words = [str(word) for word in pair]
    results = {way: outcome(run([wfxc, "run", *way.split(), "--invoke", "run", path, *words],
                                timeout=120)) for way in WAYS}
    if node:
        results["node"] = outcome(run([node, "-e", NODE, path, *words], timeout=120))
    return difference(results)


if __name__ == "__main__":
    main()
