#!/usr/bin/env python3
"""A project of others uses wfxc as an installed package and nothing else.

`cmake --install` into a scratch prefix, and from CPack's Debian packages unpacked into
another one. test/package is configured with find_package(wfx) and built by gcc and clang,
with modules as static and as shared libraries, with all warnings as errors; its programs
are run. Then the module is changed: the next build must compile it again. The same is done
by hand with pkg-config.

usage: package.py [--build DIR] [--deb]
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

from support import ROOT, Score, install, parser, run

PROJECT = ROOT / "test" / "package"
COMPILERS = {"gcc": ("gcc", "g++"), "clang": ("clang-22", "clang++-22")}
EXPECTED = """mean 3, logged 12, calls 1
trap: integer divide by zero
    0: {offset} - mean
calls 2, 65536 bytes
"""


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    arguments.add_argument("--deb", action="store_true", help="from Debian packages too")
    options = arguments.parse_args()
    score = Score(options.verbose)
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        prefix = scratch / "prefix"
        if install(score, options.build, prefix):
            testAll(score, prefix, scratch)
        if options.deb:
            prefix = unpack(score, options.build.resolve(), scratch)
            if prefix:
                testProject(score, prefix, scratch / "deb", "gcc", True)
    score.close()


def testAll(score, prefix, scratch):
    for compiler, commands in COMPILERS.items():
        if not all(map(shutil.which, commands)):
            score.skip(compiler, "is not installed")
            continue
        for shared in (False, True):
            folder = scratch / f"{compiler}-{'shared' if shared else 'static'}"
            testProject(score, prefix, folder, compiler, shared)
    if shutil.which("pkg-config"):
        testByHand(score, prefix, scratch / "hand")
    else:
        score.skip("pkg-config", "is not installed")


def testProject(score, prefix, folder, compiler, shared):
    """The project, in a copy whose module can be changed."""
    source, build = folder / "source", folder / "build"
    shutil.copytree(PROJECT, source)
    cc, cxx = COMPILERS[compiler]
    done = run(["cmake", "-S", source, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
                f"-DCMAKE_C_COMPILER={cc}", f"-DCMAKE_CXX_COMPILER={cxx}",
                f"-DSHARED_MODULES={'ON' if shared else 'OFF'}"])
    if not score.check(done.ok, f"{folder.name}: configure", done.complaint()):
        return
    if not buildProject(score, build, folder.name + ": build"):
        return
    for program in ("plain", "cxx"):
        done = run([build / program])
        score.check(sameOutput(done), f"{folder.name}: {program}", done.complaint() + done.out.decode())
    score.check(run([build / "part"]).out == b"mean 4\n", f"{folder.name}: part")
    testChange(score, source, build, folder.name)


def buildProject(score, folder, label):
    done = run(["ninja", "-C", folder])
    return score.check(done.ok, label, done.out.decode()[-2000:])


def sameOutput(done):
    """Offsets depend on the assembler of text, so only their place is compared."""
    lines = done.out.decode().splitlines()
    want = EXPECTED.splitlines()
    if not done.ok or len(lines) != len(want):
        return False
    return all(line == other or ("{offset}" in other
                                 and line.split(" - ")[-1] == other.split(" - ")[-1]
                                 and line.startswith("    0: 0x"))
               for line, other in zip(lines, want))


def testChange(score, source, build, label):
    """A new export is in the header after the next build, and nothing is built twice."""
    done = run(["ninja", "-C", build])
    score.check(b"no work to do" in done.out, label + ": nothing to do", done.out.decode())
    module = source / "plugin.wat"
    text = module.read_text().rstrip()
    module.write_text(text[:-1] + '\n  (func (export "added") (result i32) (i32.const 7)))\n')
    if buildProject(score, build, label + ": build again"):
        headers = list((build / "wfx").rglob("plugin.h"))
        score.check(headers and "plugin_added(" in headers[0].read_text(),
                    label + ": changed module")


def testByHand(score, prefix, folder):
    folder.mkdir()
    environment = {**os.environ, "PKG_CONFIG_PATH": str(next(prefix.rglob("pkgconfig")))}

    def ask(*arguments):
        done = subprocess.run(["pkg-config", *arguments, "wfx"], env=environment, text=True,
                              capture_output=True)
        score.check(done.returncode == 0, "pkg-config " + arguments[0], done.stderr)
        return done.stdout.split()

    wfxc = ask("--variable=wfxc")
    flags, libraries = ask("--cflags"), ask("--libs")
    made = run([*wfxc, "-c", PROJECT / "plugin.wat", "-o", folder / "plugin.o"])
    score.check(made.ok, "by hand: wfxc -c", made.complaint())
    made = run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Werror", *flags, "-I", folder,
                PROJECT / "plain.c", folder / "plugin.o", *libraries,
                f"-Wl,-rpath,{prefix}/lib", "-o", folder / "plain"])
    if score.check(made.ok, "by hand: gcc", made.complaint()):
        done = run([folder / "plain"])
        score.check(sameOutput(done), "by hand: run", done.complaint())


def unpack(score, build, scratch):
    """The Debian packages' contents; None if they cannot be made."""
    done = run(["cpack", "-G", "DEB", "-B", scratch / "packages"], cwd=build)
    packages = sorted((scratch / "packages").glob("*.deb"))
    if not score.check(done.ok and len(packages) == 2, "cpack", done.complaint()):
        return None
    seen = set()
    for package in packages:
        made = run(["dpkg-deb", "-X", package, scratch / "root"])
        score.check(made.ok, "unpack " + package.name, made.complaint())
        files = {line for line in made.out.splitlines() if not line.endswith(b"/")}
        score.check(not files & seen, package.name + ": files of its own", str(files & seen))
        seen |= files
    return scratch / "root" / "usr"


if __name__ == "__main__":
    main()
