#!/usr/bin/env python3
"""An installed wfxc works where it was installed, without the build tree.

`cmake --install` into a scratch prefix, which is then moved: the compiler must find
its runtime relative to itself.
"""

import pathlib
import tempfile

from support import ROOT, Score, install, parser, run


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    options = arguments.parse_args()
    score = Score(options.verbose)
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        first, prefix = scratch / "first", scratch / "second"
        if not install(score, options.build, first):
            score.close()
        first.rename(prefix)
        testInstalled(score, prefix, scratch)
    score.close()


def testInstalled(score, prefix, scratch):
    wfxc, hello = prefix / "bin" / "wfxc", scratch / "hello"
    score.check(run([wfxc, "--version"]).ok, "--version")
    for flags in ([], ["--static"]):
        label = " ".join(["compile", *flags])
        made = run([wfxc, ROOT / "examples" / "hello.wat", "-o", hello, *flags], cwd=scratch)
        if score.check(made.ok, label, made.complaint()):
            score.check(run([hello]).out == b"Hello, world!\n", label + " and run")
    testLibrary(score, wfxc, scratch)
    done = run([wfxc, "run", ROOT / "examples" / "hello.wat"], cwd=scratch)
    score.check(done.out == b"Hello, world!\n", "run", done.complaint())


def testLibrary(score, wfxc, scratch):
    """The fiber library is complete and is linked from where it was installed."""
    printed = run([wfxc, "--print-library-dir"], cwd=scratch)
    folder = pathlib.Path(printed.out.decode().strip())
    score.check(folder.is_relative_to(wfxc.parents[1]), "--print-library-dir", printed.complaint())
    for name in ("fiber.c", "wfx/fiber.h"):
        score.check((folder / name).is_file(), name, "is missing")
    user = scratch / "user.wat"
    user.write_text('(module (import "wfx_fiber" "self" (func (result i64)))'
                    ' (func (export "run") (result i64) (call 0)))')
    done = run([wfxc, "run", "--invoke", "run", user], cwd=scratch)
    score.check(done.out == b"0\n", "link the library", done.complaint())


if __name__ == "__main__":
    main()
