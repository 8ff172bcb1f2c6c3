#!/usr/bin/env python3
"""Who may include whom, and how long a file may be.

Every #include of the source folders is held against the table below; an include that
no row allows is a breach, and so is a file of more than 800 lines. Headers of C, C++
and the operating system are free, except where a folder must do without.

usage: test/layering.py [-v]
"""

import argparse
import pathlib
import re
import sys
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[1]
MAX_LINES = 800
SOURCES = {".h", ".hpp", ".cpp", ".def", ".inc", ".S", ".c"}
MEASURED = SOURCES | {".py", ".cmake", ".sh", ".wat", ".wast", ".test", ".txt", ""}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
FREESTANDING = {"stddef.h", "stdint.h", "stdbool.h", "limits.h"}


@dataclass
class Layer:
    """A folder: the beginnings of the paths that it may include. The longest folder
    that a file is in counts."""

    folder: str
    allowed: tuple
    hosted: bool = True  # may use headers of the C++ library and the system


LLVM_BASIS = ("llvm/ADT/", "llvm/Support/")
LAYERS = [
    Layer("include/wfx", ("wfx/",)),
    Layer("lib/ABI", ("ABI/",), hosted=False),
    Layer("lib/Support", ("Support/", *LLVM_BASIS)),
    Layer("lib/Frontend", ("Frontend/", "Support/", *LLVM_BASIS)),
    Layer("lib/Frontend/Emit",
          ("Frontend/", "Support/", *LLVM_BASIS, "ABI/", "llvm/IR/", "llvm/BinaryFormat/",
           "Lowering/Dialect.h")),
    Layer("lib/Lowering", ("Lowering/", "Support/", "ABI/", "llvm/")),
    Layer("lib/Runtime", ("Runtime/", "ABI/", "wfx/", "sanitizer/")),
    Layer("lib/Compiler", ("Compiler/", "Frontend/", "Support/", "ABI/", "Lowering/", "Runtime/",
                           "wfx/", "llvm/")),
    Layer("lib/Fiber", ("wfx/",)),
    Layer("tools", ("Compiler/", "Frontend/", "Support/", "ABI/", "Lowering/", "Runtime/", "wfx/",
                    "llvm/", "lld/")),
]
# Only Emit knows IR: the rest of the frontend may not reach into it.
FORBIDDEN = [("lib/Frontend/Emit", "Frontend/Text/"), ("lib/Frontend", "Frontend/Emit/")]
GENERATED = {"ABI/ABIHash.h"}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-v", "--verbose", action="store_true", help="name every file")
    options = parser.parse_args()
    passed = failed = 0
    for path in files():
        breaches = [*checkLength(path), *checkIncludes(path)]
        passed, failed = passed + (not breaches), failed + bool(breaches)
        for breach in breaches:
            print(f"{path.relative_to(ROOT)}: {breach}")
        if options.verbose and not breaches:
            print(f"{path.relative_to(ROOT)}: ok")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


def files():
    for folder in ("include", "lib", "tools", "test", "bench", "examples", "scripts"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in MEASURED and "__pycache__" not in path.parts:
                yield path


def checkLength(path):
    lines = path.read_text(errors="replace").count("\n")
    if lines > MAX_LINES:
        yield f"{lines} lines, {MAX_LINES} are allowed"


def checkIncludes(path):
    layer = layerOf(path)
    if layer is None or path.suffix not in SOURCES:
        return
    text = path.read_text(errors="replace")
    for match in INCLUDE.finditer(text):
        quoted, included = match[1] == '"', match[2]
        complaint = judge(path, layer, quoted, included)
        if complaint:
            line = text.count("\n", 0, match.start(2)) + 1
            yield f"line {line}: {complaint}"


def layerOf(path):
    folder = path.parent.relative_to(ROOT).as_posix() + "/"
    fitting = [layer for layer in LAYERS if folder.startswith(layer.folder + "/")]
    return max(fitting, key=lambda layer: len(layer.folder), default=None)


def judge(path, layer, quoted, included):
    """What is wrong with an include, or None."""
    if quoted and "/" not in included:
        return None if (path.parent / included).is_file() else f"{included} is not beside it"
    known = quoted or included.startswith(("llvm/", "lld/", "wfx/"))
    if not known:
        return None if layer.hosted or included in FREESTANDING else f"<{included}> needs a system"
    if included.startswith(("llvm/", "lld/", "sanitizer/")):
        exists = True
    else:
        exists = included in GENERATED or any((ROOT / base / included).is_file()
                                              for base in ("lib", "include", "lib/Fiber"))
    if not exists:
        return f"there is no {included}"
    if not included.startswith(layer.allowed):
        return f"{layer.folder} may not include {included}"
    for folder, prefix in FORBIDDEN:
        if layer.folder == folder and included.startswith(prefix):
            return f"{folder} may not include {included}"
    if included.endswith((".cpp", ".c")):
        return f"{included} is no header"
    return None


if __name__ == "__main__":
    main()
