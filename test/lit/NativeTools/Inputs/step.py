"""gdb script: single-steps from the entry of a wasm function to its return and prints the
wasm functions of the backtrace, innermost first, whenever they change.

Every backtrace must end at the program's start. The chain of frame pointers must lead to
the same wasm functions, but for the caller of one that has no frame record of its own yet
or any more, and but for isSwitching.
"""

import re
import sys

import gdb

# gdb takes the name for the suffix of a clone. tc_cool shows that a stack's memory goes.
SHOWN = re.compile(r"wfx_f\d+(?:\.(.*)|\[(.*)\])|(tc_cool)")
OUTERMOST = "_start"
JUMP = bytes.fromhex("ffe3")  # jmp *%rbx


def trace(symbol, hits=1):
    """Starts when `symbol` is called for the `hits`th time."""
    gdb.execute("set pagination off")
    gdb.execute("set backtrace past-main on")
    gdb.execute("handle all nostop noprint pass", to_string=True)
    gdb.execute("starti", to_string=True)
    breakpoint = gdb.Breakpoint(f"*&'{symbol}'")
    breakpoint.ignore_count = hits - 1
    gdb.execute("continue", to_string=True)
    breakpoint.delete()
    frame = gdb.newest_frame()
    end = frame.older().pc(), frame.older().read_register("rsp")
    shown = None
    while (frame.pc(), frame.read_register("rsp")) != end:
        names = checkedNames(frame)
        if names != shown:
            print(*names or "-", file=sys.stderr)  # gdb says much on stdout
            shown = names
        gdb.execute("stepi", to_string=True)
        frame = gdb.newest_frame()
    print("done", file=sys.stderr)


def wasmName(symbol):
    match = SHOWN.fullmatch(symbol or "")
    return match and (match[1] or match[2] or match[3])


def wasmNames(symbols):
    return [name for name in map(wasmName, symbols) if name]


def checkedNames(frame):
    symbols = backtrace(frame)
    if symbols[-1] != OUTERMOST:
        fail(frame, "the backtrace ends early", symbols)
    names = wasmNames(symbols)
    walked = wasmNames(walk(frame))
    if walked not in (names, names[:1] + names[2:], names[1:]) and not isSwitching(frame):
        fail(frame, f"frame pointers lead to {walked}", symbols)
    return names


def isSwitching(frame):
    """Where rbp is another frame's: at the last instruction of a switch, and in wfx_leave."""
    if wasmName(frame.name()):
        return readMemory(frame.pc(), len(JUMP)) == JUMP
    return frame.name() == "wfx_leave"


def backtrace(frame):
    symbols = []
    while frame:
        symbols.append(frame.name())
        frame = frame.older()
    return symbols


def walk(frame):
    """The functions that the chain of frame pointers leads to."""
    symbols = [frame.name()]
    pointer = int(frame.read_register("rbp"))
    while True:
        try:
            record = readMemory(pointer, 16)
        except gdb.MemoryError:
            return symbols  # libc's functions have no records
        pointer = int.from_bytes(record[:8], "little")
        symbols.append(symbolAt(int.from_bytes(record[8:], "little")))


def symbolAt(address):
    said = gdb.execute(f"info symbol {address - 1:#x}", to_string=True)
    return said.split(" ", 1)[0]


def readMemory(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def fail(frame, why, symbols):
    code = gdb.execute("x/i $pc", to_string=True).strip()
    raise gdb.GdbError(f"{why}: {symbols} at {code}")
