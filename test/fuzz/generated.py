"""What the scripts with generated programs share: their options, and one parallel run.

A program is made from a seed and its number, so that a failure can be made again.
"""

import concurrent.futures
import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "spec"))

from support import Score, compilerOf, parser, run  # noqa: E402

FAILURE = "\n!"  # at the end of a result that is none


def arguments(description, what, count=40):
    """The options that all have; `what` names what is generated."""
    made = parser(description)
    made.add_argument("--count", type=int, default=count, help=f"{what} (default {count})")
    made.add_argument("--seed", default="wfxc")
    made.add_argument("--keep", type=pathlib.Path, help=f"save {what} that fail here")
    return made


def checkAll(options, suffix, make, check):
    """Makes and checks programs in parallel, and closes the score.

    make(seed, number) gives a program as text or bytes; check(path, number) gives, for each
    case of it, what names the case and why it fails, which is empty if it does not.
    """
    score = Score(options.verbose)
    with tempfile.TemporaryDirectory() as scratch:
        def test(number):
            path = pathlib.Path(scratch, f"{number}{suffix}")
            program = make(f"{options.seed} {number}", number)
            path.write_bytes(program if isinstance(program, bytes) else program.encode())
            return path, list(check(path, number))

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, cases in pool.map(test, range(options.count)):
                for case, why in cases:
                    score.check(not why, f"{path.name} {case}".strip(), why)
                if options.keep and any(why for _, why in cases):
                    options.keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, options.keep)
    score.close()


def checkRuns(options, ways, make):
    """Checks that modules give the same result in all `ways`, the options of a run.

    make(seed) gives a module as text whose export `run` may run out of its memory; of that
    trap it is compared that it is one.
    """
    wfxc = compilerOf(options)

    def result(path, way):
        done = run([wfxc, "run", *way.split(), "--invoke", "run", path], timeout=120)
        return "trap" if b"out of bounds" in done.err else outcome(done)

    def check(path, number):
        yield "", difference({way: result(path, way) for way in ways})

    checkAll(options, ".wat", lambda seed, number: make(seed), check)


def outcome(done):
    """The line that a run has printed, or how it failed."""
    if not done.ok:
        return done.complaint() + FAILURE
    printed = done.out.decode().strip()
    return printed + FAILURE if "\n" in printed else printed


def difference(results):
    """Why results, by name, are not all one and the same that is none of a failure."""
    first = next(iter(results.values()))
    same = len(set(results.values())) == 1 and not first.endswith(FAILURE)
    return "" if same else ", ".join(f"{name}: {result}" for name, result in results.items())
