#!/usr/bin/env python3
"""Generated programs give the same results at every optimisation level.

Modules of test/spec/generate.py are run with a few arguments at -O0, -O1, -O2 and
with checked memories, and in Node where there is one, which knows nothing of this compiler.

usage: differential.py [--count N] [--seed S] [--keep DIR]
"""

import concurrent.futures
import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "spec"))

import generate  # noqa: E402
from support import Score, compilerOf, parser, run  # noqa: E402

WAYS = ["-O0", "-O1", "-O2", "-O2 --bounds=check"]
ARGUMENTS = [(0, 0), (7, 9), (-1, 1 << 30)]
SIZES = [300, 1500, 6000, 20000]
NODE = """
const bytes = require('fs').readFileSync(process.argv[1]);
const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
console.log(instance.exports.run(...process.argv.slice(2).map(Number)));
"""


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--count", type=int, default=40, help="modules (default 40)")
    arguments.add_argument("--seed", default="wfxc")
    arguments.add_argument("--keep", type=pathlib.Path, help="save modules that differ here")
    options = arguments.parse_args()
    wfxc, score, node = compilerOf(options), Score(options.verbose), shutil.which("node")
    with tempfile.TemporaryDirectory() as scratch:
        def test(number):
            path = pathlib.Path(scratch, f"{number}.wasm")
            size = SIZES[number % len(SIZES)]
            path.write_bytes(generate.module(size, number % 3 == 0, f"{options.seed} {number}"))
            return path, [compare(wfxc, node, path, pair) for pair in ARGUMENTS]

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, complaints in pool.map(test, range(options.count)):
                for pair, why in zip(ARGUMENTS, complaints):
                    score.check(not why, f"{path.name} {pair}", why)
                if any(complaints) and options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, options.keep)
    score.close()


def compare(wfxc, node, path, pair):
    """Why the results differ, or nothing."""
    words = [str(word) for word in pair]
    results = {way: outcome(run([wfxc, "run", *way.split(), "--invoke", "run", path, *words],
                                timeout=120)) for way in WAYS}
    if node:
        results["node"] = outcome(run([node, "-e", NODE, path, *words], timeout=120))
    same = len(set(results.values())) == 1 and "\n" not in next(iter(results.values()))
    return "" if same else ", ".join(f"{name}: {result}" for name, result in results.items())


def outcome(done):
    return done.out.decode().strip() if done.ok else done.complaint() + "\n"


if __name__ == "__main__":
    main()
