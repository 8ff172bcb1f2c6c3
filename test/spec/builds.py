"""C programs built twice: to WebAssembly for wfxc, and natively to compare with.

Both by clang-22 from the same sources. Results are kept in the cache directory
under the hash of sources, command and compiler, so nothing is built twice. SQLite
and libraries come from Debian's source packages; apt fetches them with a source list
of its own, so the machine's configuration is left alone.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import tarfile

from support import ROOT, cacheDirectory

CLANG = "clang-22"
# WebAssembly has no fused multiplication and addition, so neither side gets any.
COMMON = ["-O2", "-ffp-contract=off"]
# A wasm-opt on the PATH may be too old for what clang makes, and would change it.
WASM = ["--target=wasm32-wasi", "-Wno-deprecated", "--no-wasm-opt",
        "-Wno-unused-command-line-argument"]
DEFAULT_CPU = "x86-64-v2"
# The emulations of wasi-libc that SQLite and its speed test ask for.
EMULATED = ["mman", "process-clocks", "signal", "getpid"]
SQLITE_OPTIONS = [
    "-DSQLITE_THREADSAFE=0",
    "-DSQLITE_OMIT_LOAD_EXTENSION",
    "-DSQLITE_OMIT_WAL",
    "-DSQLITE_MAX_MMAP_SIZE=0",
    "-DSQLITE_ENABLE_RTREE",
]


class Unavailable(Exception):
    """Something that this machine cannot provide; the text says what."""


def requireWasiCompiler():
    if not shutil.which(CLANG):
        raise Unavailable(CLANG + " is not installed")
    if not os.path.exists("/usr/lib/wasm32-wasi/libc.a"):
        raise Unavailable("wasi-libc is not installed")


def buildWasm(name, sources, flags=(), depends=()):
    requireWasiCompiler()
    command = [CLANG, *WASM, *COMMON, *flags]
    return _build(name + ".wasm", command, sources, depends)


def buildNative(name, sources, flags=(), cpu=DEFAULT_CPU, depends=(), libraries=()):
    if not shutil.which(CLANG):
        raise Unavailable(CLANG + " is not installed")
    command = [CLANG, *COMMON, "-march=" + cpu, *flags]
    return _build(name, command, sources, depends, [*libraries, "-lm"])


def _build(name, command, sources, depends, libraries=()):
    words = [str(word) for word in [*command, *sources, *libraries]]
    digest = hashlib.sha256("\0".join([_compilerVersion(), *words]).encode())
    for path in [*sources, *depends]:
        digest.update(pathlib.Path(path).read_bytes())
    folder = cacheDirectory() / "builds" / digest.hexdigest()[:16]
    made = folder / name
    if not made.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / (name + f".{os.getpid()}")
        try:
            subprocess.run([*words, "-o", unfinished], check=True)
        except subprocess.CalledProcessError as error:
            raise Unavailable(f"{name} does not build: {error}") from error
        unfinished.rename(made)
    return made


def _compilerVersion():
    return subprocess.run([CLANG, "--version"], capture_output=True, text=True).stdout


def sqliteSource():
    """The folder with sqlite3.c (one file of 240,000 lines) and speedtest1.c."""
    folder = cacheDirectory() / "sqlite"
    if not (folder / "speedtest1.c").exists():
        scratch = cacheDirectory() / f"sqlite-source.{os.getpid()}"
        try:
            _assembleSqlite(_fetchDebianSource("sqlite3", scratch), folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return folder


def debianSource(package):
    """The folder with the files of a Debian source package, without Debian's changes."""
    folder = cacheDirectory() / "sources" / package
    if not folder.exists():
        scratch = cacheDirectory() / f"{package}-source.{os.getpid()}"
        try:
            tree = _fetchDebianSource(package, scratch)
            folder.parent.mkdir(exist_ok=True)
            tree.rename(folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return folder


def _fetchDebianSource(package, scratch):
    """Downloads and unpacks a source package; returns the folder of its files."""
    if not shutil.which("apt-get"):
        raise Unavailable("no apt-get to fetch the source of " + package)
    for part in ("lists/partial", "cache/archives/partial"):
        (scratch / part).mkdir(parents=True, exist_ok=True)
    sources = scratch / "sources.list"
    sources.write_text("".join(f"deb-src {archive}\n" for archive in _debianArchives()))
    options = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": scratch / "lists",
        "Dir::Cache": scratch / "cache",
        "APT::Sandbox::User": "",
    }
    apt = ["apt-get", "-q", *(f"-o{name}={value}" for name, value in options.items())]
    for action in (["update"], ["source", "--download-only", package]):
        done = subprocess.run([*apt, *action], cwd=scratch, capture_output=True, text=True)
        if done.returncode:
            raise Unavailable(f"apt-get {action[0]}: {done.stderr.strip()[-300:]}")
    archives = scratch.glob(f"{package}_*.orig.tar.*")
    for archive in (path for path in archives if path.suffix != ".asc"):
        with tarfile.open(archive) as tar:
            tar.extractall(scratch / "tree")
    return next((scratch / "tree").iterdir())


def _debianArchives():
    """Address, release and component of Debian's archives, as apt is set up here. What
    upstream released is in the main archive; mirrors may lack the one of security."""
    query = ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(REPO_URI) $(RELEASE) $(COMPONENT)",
             "Created-By: Packages"]
    lines = subprocess.run(query, capture_output=True, text=True).stdout.splitlines()
    found = sorted({line.partition("|")[2] for line in lines
                    if line.startswith("Debian|") and "-security " not in line})
    if not found:
        raise Unavailable("apt has no package lists (apt-get update makes them)")
    return found


def _assembleSqlite(tree, folder):
    """Lets SQLite's own build join its files into one."""
    work = tree / "work"
    work.mkdir()
    environment = dict(os.environ, CC=CLANG)
    for command in (["../configure", "--disable-tcl", "--disable-shared"],
                    ["make", "sqlite3.c", f"BCC={CLANG} -O1"]):
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise Unavailable(f"{command[0]}: {done.stderr.strip()[-300:]}")
    folder.mkdir(parents=True, exist_ok=True)
    for file in (work / "sqlite3.c", work / "sqlite3.h", tree / "test" / "speedtest1.c"):
        shutil.copy(file, folder)


def sqlitePrograms(cpu=DEFAULT_CPU, wasmFlags=()):
    """speedtest1 as WebAssembly and natively: (wasm, native)."""
    requireWasiCompiler()
    source = sqliteSource()
    header = ROOT / "bench" / "sqlite" / "wasi.h"
    files = [source / "speedtest1.c", source / "sqlite3.c"]
    flags = [*SQLITE_OPTIONS, "-w", "-I", source]
    emulations = [f"-D_WASI_EMULATED_{name.replace('-', '_').upper()}" for name in EMULATED]
    emulations += [f"-lwasi-emulated-{name}" for name in EMULATED]
    # The default of 64 KiB is too small for the recursive parts of the test.
    stack = "-Wl,-z,stack-size=1048576"
    depends = [header, source / "sqlite3.h"]
    wasm = buildWasm("speedtest1", files, [*flags, *wasmFlags, "-include", header, *emulations, stack],
                     depends)
    return wasm, buildNative("speedtest1", files, flags, cpu, depends[1:])
