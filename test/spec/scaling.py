#!/usr/bin/env python3
"""The cost of a compile grows linearly with the module.

Two series of generated modules of doubling size: more functions of the same kind, and
one function that grows. For each the script prints CPU time and peak memory and fits
the exponent e in cost ~ size^e. It asserts a bound on e, not on any time: e is about 1
for linear growth and 2 for quadratic growth, whatever the machine.

usage: scaling.py [--quick] [--levels=-O1,-O2]
"""

import math
import pathlib
import tempfile

import generate
from support import Score, compilerOf, parser, run

KILO = 1 << 10
# series: (one function?, sizes in KiB, sizes with --quick, bound on the exponent)
SERIES = {
    "many functions": (False, [1024, 2048, 4096, 8192, 16384], [256, 512, 1024], 1.25),
    # Passes of LLVM grow faster than a function: well below quadratic is asked for. Larger
    # ones are not optimised (bombs.py).
    "one function": (True, [8, 16, 32, 64, 96], [24, 48, 96], 1.75),
}
TIME_LIMIT = 3600


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--quick", action="store_true", help="the small sizes")
    arguments.add_argument("--levels", default="-O1,-O2")
    options = arguments.parse_args()
    wfxc, score = compilerOf(options), Score(options.verbose)
    for name, (single, full, quick, bound) in SERIES.items():
        modules = [generate.module(size * KILO, single) for size in (quick if options.quick else full)]
        for level in options.levels.split(","):
            testSeries(score, wfxc, f"{name} {level}", modules, level, bound)
    score.close()


def testSeries(score, wfxc, name, modules, level, bound):
    print(f"\n{name}\n{'bytes':>12} {'CPU s':>9} {'us/byte':>9} {'wall s':>9} {'peak MB':>9} {'object':>12}")
    sizes, times, peaks = [], [], []
    with tempfile.TemporaryDirectory() as scratch:
        source, target = pathlib.Path(scratch, "m.wasm"), pathlib.Path(scratch, "m.o")
        for data in modules:
            source.write_bytes(data)
            done = run([wfxc, source, "-o", target, level, "--emit=obj"], timeout=TIME_LIMIT)
            if not score.check(done.ok, f"{name}, {len(data)} bytes", done.complaint()):
                return
            print(f"{len(data):12,} {done.cpu:9.2f} {done.cpu / len(data) * 1e6:9.2f} {done.wall:9.2f} "
                  f"{done.peak / 1e6:9.1f} {target.stat().st_size:12,}", flush=True)
            sizes.append(len(data))
            times.append(done.cpu)
            peaks.append(done.peak)
    for what, costs in (("CPU time", times), ("peak memory", peaks)):
        found = exponent(sizes, costs)
        print(f"{what} grows with size^{found:.2f}")
        score.check(found <= bound, f"{name}: {what}", f"exponent {found:.2f} is over {bound}")


def exponent(sizes, costs):
    """The slope of the line through the logarithms, by least squares."""
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    meanX, meanY = sum(xs) / len(xs), sum(ys) / len(ys)
    return (sum((x - meanX) * (y - meanY) for x, y in zip(xs, ys))
            / sum((x - meanX) ** 2 for x in xs))


if __name__ == "__main__":
    main()
