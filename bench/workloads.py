"""The programs of bench/run, built to WebAssembly and natively from the same sources.

A kernel is one file of bench/programs. A library's source comes from Debian's source
package, and a driver in bench/programs uses it. Both builds of a program get the same
definitions: what is written twice, in C and for one processor, is left out.
"""

import pathlib
from dataclasses import dataclass, field

from tools import HERE, require

import builds

SOURCES = HERE / "programs"
VECTORS = ["-msimd128"]  # for WebAssembly; native code has the vectors of its processor


@dataclass
class Program:
    """One that is built: what an engine runs."""

    name: str
    wasm: pathlib.Path
    native: pathlib.Path
    arguments: list = ()
    outputFile: str = ""  # what is compared; empty means standard output
    runs: dict = field(default_factory=dict)  # engine: [Run]


class Kernel:
    outputFile = ""

    def __init__(self, full, quick):
        """The arguments for a run of about a second and for a quick one."""
        self.sizes = full.split(), quick.split()

    def build(self, name, cpu, wasmFlags):
        return buildBoth(name, [SOURCES / (name + ".c")], [], cpu, wasmFlags)


class Library(Kernel):
    """A driver and the files of a source package, as patterns below a folder."""

    def __init__(self, full, quick, package, folder, files, flags=(), include="", drivers=(),
                 headers=()):
        super().__init__(full, quick)
        self.package, self.folder, self.files = package, folder, files.split()
        self.flags, self.include = list(flags), include
        self.drivers, self.headers = drivers, [SOURCES / header for header in headers]

    def build(self, name, cpu, wasmFlags):
        tree = builds.debianSource(self.package)
        folder = tree / self.folder
        files = [SOURCES / driver for driver in (name + ".c", *self.drivers)]
        files += sorted(path for files in self.files for path in folder.glob(files + ".c"))
        flags = [*self.flags, "-w", "-I", folder / self.include]
        return buildBoth(name, files, flags, cpu, wasmFlags,
                         [*self.headers, *sorted(tree.rglob("*.h"))])


class Codec(Library):
    """A compressor behind codec.h."""

    def __init__(self, full, quick, package, folder, files, flags=(), include=""):
        super().__init__(full, quick, package, folder, files, flags, include, ["codec.c"],
                         ["codec.h"])


class Sqlite(Kernel):
    outputFile = "results.txt"
    flags = ["--memdb", "--verify", "--output", outputFile]

    def __init__(self, full, quick):
        super().__init__(full, quick)
        for size in self.sizes:
            size += self.flags

    def build(self, name, cpu, wasmFlags):
        return builds.sqlitePrograms(cpu, wasmFlags)


def buildBoth(name, files, flags, cpu, wasmFlags, depends=()):
    return (builds.buildWasm(name, files, [*flags, *wasmFlags], depends),
            builds.buildNative(name, files, flags, cpu, depends))


# No hash and no choice may depend on the time or an address; see lua/setjmp.h, too.
LUA_FLAGS = ["-I", SOURCES / "lua", "-Dl_signalT=int", "-Dluai_makeseed(state)=1",
             "-Dl_randomizePivot()=0"]
LUA_FILES = ("lapi lcode lctype ldebug ldo ldump lfunc lgc llex lmem lobject lopcodes lparser "
             "lstate lstring ltable ltm lundump lvm lzio "
             "lauxlib lbaselib lmathlib lstrlib ltablib")
ZSTD_FLAGS = ["-DZSTD_DISABLE_ASM", "-DZSTD_NO_INTRINSICS", "-DDYNAMIC_BMI2=0"]
# These ask which processor it is to choose the size of their words, and WebAssembly computes
# with 64 bits as well.
LZ4_FLAGS = ["-D__x86_64__"]
BROTLI_FLAGS = ["-DBROTLI_BUILD_64_BIT"]
ZLIB_FILES = "adler32 compress crc32 deflate inffast inflate inftrees trees uncompr zutil"

WORKLOADS = {
    "core": Kernel("20000", "2000"),
    "sqlite": Sqlite("--size 60", "--size 10"),
    "lua": Library("30", "3", "lua5.4", "src", LUA_FILES, LUA_FLAGS,
                   headers=["lua.lua", "lua/setjmp.h"]),
    "zstd": Codec("8 25", "8 2", "libzstd", "lib", "common/* compress/* decompress/*", ZSTD_FLAGS),
    "lz4": Codec("8 60", "8 3", "lz4", "lib", "lz4", LZ4_FLAGS),
    "brotli": Codec("8 6", "2 1", "brotli", "c", "common/* enc/* dec/*", BROTLI_FLAGS,
                    "include"),
    "zlib": Codec("8 4", "2 1", "zlib", "", ZLIB_FILES),
    "sha256": Kernel("150", "15"),
    "vm": Kernel("250", "25"),
    "nbody": Kernel("10000000", "1000000"),
    "fannkuch": Kernel("10", "9"),
    "spectral": Kernel("4000", "1200"),
    "gemm": Kernel("256 200", "256 20"),
    "mm2": Kernel("130", "60"),
    "jacobi": Kernel("250 10000", "250 1000"),
    "heat3d": Kernel("120 180", "120 10"),
    "seidel": Kernel("400 1000", "400 60"),
    "lu": Kernel("1700", "800"),
    "floyd": Kernel("1300", "600"),
    "nussinov": Kernel("1900", "900"),
}


def build(name, options):
    """The program; Unavailable when this machine cannot build it."""
    workload = WORKLOADS[name]
    wasm, native = workload.build(name, options.cpu, VECTORS if options.simd else [])
    return Program(name, wasm, native, workload.sizes[options.quick], workload.outputFile)


def buildHello(wfxc, scratch):
    """The smallest program: WebAssembly text that comes with wfxc, and C."""
    wasm, c = scratch / "hello.wasm", scratch / "hello.c"
    c.write_text('#include <stdio.h>\nint main(void) { puts("Hello, world!"); }\n')
    require([wfxc, "wat2wasm", HERE.parent / "examples" / "hello.wat", "-o", wasm])
    return Program("hello", wasm, builds.buildNative("hello", [c]))
