#!/usr/bin/env python3
"""The examples that have a README are built and run by the commands that it shows.

In examples/*/README.md, a block of code whose first line begins with "$ " is a session:
lines with "$ " are commands, what follows each is its output. They are run in a copy of
the folder, with wfxc installed into a scratch prefix that compilers search. Then
test/embedding/hostile.cpp feeds the parser of examples/json what it was not made for.

usage: examples.py [--build DIR] [--rounds N]
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

from support import ROOT, Score, install, parser, run

WASI = pathlib.Path("/usr/lib/wasm32-wasi/libc.a")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    arguments.add_argument("--rounds", type=int, default=60, help="of hostile documents")
    options = arguments.parse_args()
    score = Score(options.verbose)
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        prefix = scratch / "prefix"
        if not install(score, options.build, prefix):
            score.close()
        environment = environmentOf(prefix)
        for readme in sorted((ROOT / "examples").glob("*/README.md")):
            testExample(score, readme, scratch / readme.parent.name, environment)
        testHostile(score, scratch / "json", environment, options)
    score.close()


def environmentOf(prefix):
    """As a machine has it on which wfxc is installed."""
    return {**os.environ, "PATH": f"{prefix}/bin:{os.environ['PATH']}",
            "CPATH": str(prefix / "include"), "LIBRARY_PATH": str(prefix / "lib"),
            "LD_LIBRARY_PATH": str(prefix / "lib")}


def sessions(readme):
    """The commands of a README with their outputs; None where none is shown."""
    for number, block in enumerate(readme.read_text().split("```\n")):
        if number % 2 == 0 or not block.startswith("$ "):
            continue
        for part in block[2:].split("\n$ "):
            command, _, output = part.partition("\n")
            yield command, output.strip() or None


def testExample(score, readme, folder, environment):
    shutil.copytree(readme.parent, folder)
    found = list(sessions(readme))
    score.check(found, f"{folder.name}: README", "it shows no commands")
    if any("wasm32-wasi" in command for command, _ in found) and not WASI.exists():
        score.skip(folder.name, "wasi-libc is not installed")
        return
    for command, output in found:
        done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                              capture_output=True, timeout=600)
        said = done.stdout.strip()
        isGood = done.returncode == 0 if output is None else said == output
        if not score.check(isGood, f"{folder.name}: {command}", said + done.stderr[-2000:]):
            return


def testHostile(score, folder, environment, options):
    if not (folder / "json.o").exists():
        score.skip("hostile input", "examples/json has not been built")
        return
    source = ROOT / "test" / "embedding" / "hostile.cpp"
    for label, flags in {"hostile input": ["-O2"],
                         "hostile input, sanitized": ["-O1", "-g", "-fsanitize=address,undefined"]}.items():
        program = folder / "hostile"
        made = subprocess.run(["clang++-22", "-std=c++20", *flags, "-I", folder, source,
                               folder / "json.o", "-lwfx", "-o", program], env=environment,
                              text=True, capture_output=True)
        if score.check(made.returncode == 0, label + ": compile", made.stderr[-2000:]):
            # What AddressSanitizer keeps for later would count as growth.
            done = run([program, options.rounds],
                       env={**environment, "ASAN_OPTIONS": "quarantine_size_mb=1"})
            score.check(done.ok, label, done.complaint() + done.out.decode())


if __name__ == "__main__":
    main()
