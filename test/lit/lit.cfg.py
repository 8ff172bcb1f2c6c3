# lit.cfg.py - how the lit tests are run: formats, tools, features.
#
#   lit test/lit                          with the compiler of build/
#   lit --param build=DIR test/lit        with that of another build directory
#
# A test names its tools by substitution: %wfxc is the compiler, %examples the folder of
# examples, %fiber that of the fiber library, %runtime that of the runtime archive, %unit that
# of the unit tests, %clang_wasi a C compiler for WASI (needs the feature wasi-libc),
# %clangxx_wasi one for C++ (wasi-libcxx).
# FileCheck, not, split-file and the llvm-* tools are those of LLVM 22.
# ruff: noqa: F821  (lit itself defines config and lit_config)
import os
import shutil
import subprocess
import sys

import lit.formats

LLVM_TOOLS = "/usr/lib/llvm-22/bin"
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
build = os.path.abspath(lit_config.params.get("build", os.path.join(root, "build")))
wfxc = os.path.join(build, "bin", "wfxc")
if not os.access(wfxc, os.X_OK):
    lit_config.fatal(f"{wfxc} is not there; scripts/build makes it")

config.name = "wfxc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".wat", ".wast", ".test", ".c"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(build, "test", "lit")

# Names that begin with % are replaced wherever they stand, so a longer name must
# not begin with a shorter one.
config.substitutions.append(("%wfxc", wfxc))
config.substitutions.append(("%python", sys.executable))
config.substitutions.append(("%examples", os.path.join(root, "examples")))
config.substitutions.append(("%fiber", os.path.join(build, "lib", "wfx", "library")))
config.substitutions.append(("%runtime", os.path.join(build, "lib", "wfx")))
config.substitutions.append(("%unit", os.path.join(root, "test", "unit")))

config.environment["PATH"] = os.pathsep.join([LLVM_TOOLS, os.environ.get("PATH", "")])
# What a user has set for compiled programs or colours must not reach the tests.
config.environment.pop("WFX_OPTS", None)
config.environment["LC_ALL"] = "C.UTF-8"

# Hosts in C++ are linked with the runtime's archive.
hostCompiler = shutil.which("clang++-22") or shutil.which("g++")
if hostCompiler:
    config.available_features.add("host-cxx")
    config.substitutions.append(("%host_cxx", (
        f"{hostCompiler} -std=c++20 -O1 -fno-omit-frame-pointer"
        f" -I{root}/lib -I{root}/include -I{build}/lib/ABI/include")))
    config.substitutions.append(("%host_lib", os.path.join(build, "lib/libwfx.a")))
    for sanitizer in ("address", "thread"):
        library = os.path.join(build, "test", f"libwfx-{sanitizer}.a")
        if os.path.exists(library):
            config.available_features.add(sanitizer + "-sanitizer")
        config.substitutions.append((f"%{sanitizer}_lib", library))

# The compilers and the warnings that generated headers must be clean with.
config.substitutions.append(("%header_flags", (
    f"-Wall -Wextra -Wconversion -Wpedantic -Werror -I{root}/include")))
for name, compilers in (("%each_cc", ("gcc", "clang-22")), ("%each_cxx", ("g++", "clang++-22"))):
    found = [shutil.which(c, path=config.environment["PATH"]) for c in compilers]
    config.substitutions.append((name, " ".join(filter(None, found))))

# Hosts in C, with the public header only, and the archive or the shared library.
library = os.path.join(build, "lib")
config.substitutions.append(("%include", os.path.join(root, "include")))
config.substitutions.append(("%libwfx_dir", library))
config.substitutions.append(("%libwfx_file", os.path.join(library, "libwfx.so.0")))
config.substitutions.append(("%libwfx_link", f"-L{library} -lwfx"))
# The compiler as a library.
llvm = f"-L{os.path.join(LLVM_TOOLS, '../lib')} -lLLVM -lstdc++ -lm"
config.substitutions.append(("%compiler_link",
                             f"{library}/libwfx-compiler.a {library}/libwfx.a {llvm}"))
config.substitutions.append(("%compiler_shared_link", f"-L{library} -lwfx-compiler -lwfx"))
config.substitutions.append(("%compiler_shared_file",
                             os.path.join(library, "libwfx-compiler.so.0")))
hostCompiler = shutil.which("gcc") or shutil.which("clang-22")
if hostCompiler:
    config.available_features.add("host-c")
    config.substitutions.append(("%hostc", f"{hostCompiler} -std=c11 -O1 -I{root}/include"))

# Hosts in C++ with the public headers, which no warning may be about.
config.substitutions.append(("%embed_headers", os.path.join(root, "include", "wfx")))
for name, compiler in ("gxx", shutil.which("g++")), ("clangxx", shutil.which("clang++-22")):
    if compiler:
        config.available_features.add("embed-" + name)
        config.substitutions.append((f"%embed_{name}", (
            f"{compiler} -std=c++20 -O1 -Wall -Wextra -Wconversion -Wshadow -Wpedantic -Werror"
            f" -I{root}/include")))

clang = shutil.which("clang-22") or shutil.which("clang", path=LLVM_TOOLS)
if clang and os.path.exists("/usr/lib/wasm32-wasi/libc.a"):
    config.available_features.add("wasi-libc")
    # A wasm-opt on the PATH may be too old for what clang makes.
    options = "-Wno-deprecated --no-wasm-opt -Wno-unused-command-line-argument"
    config.substitutions.append(("%clang_wasi", f"{clang} --target=wasm32-wasi {options}"))
    if os.path.exists("/usr/lib/llvm-22/lib/wasm32-wasi/libc++.a"):
        config.available_features.add("wasi-libcxx")
        config.substitutions.append(("%clangxx_wasi",
                                     f"{clang} --driver-mode=g++ --target=wasm32-wasi {options}"))


def output(*command):
    """What a tool says, or nothing where it is not installed."""
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, capture_output=True, text=True).stdout


# Where these are installed they may still not be allowed to trace.
gdb = ["gdb", "-nx", "-batch"]
if "exited normally" in output(*gdb, "-ex", "python gdb.execute('run')", "/bin/true"):
    config.available_features.add("gdb")
    config.substitutions.append(("%gdb", " ".join(gdb)))
if "task-clock" in output("perf", "stat", "-x,", "--log-fd=1", "-e", "task-clock", "/bin/true"):
    config.available_features.add("perf")

config.available_features.add(os.uname().machine)
# Without MADV_GUARD_INSTALL a stack takes two mappings, of which a process has 65530.
if tuple(int(number) for number in os.uname().release.split(".")[:2]) >= (6, 13):
    config.available_features.add("guard-install")
