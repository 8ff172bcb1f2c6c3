#!/usr/bin/env python3
"""examples/http under load: thousands of connections, each one continuation.

Builds the example as its README says, opens as many connections as asked for, or as
the limits of the system allow, all at the same time, sends requests on all of them and
checks every answer. Says what memory a connection takes. The same with fewer
connections and AddressSanitizer, if the build has a runtime for it.

usage: http.py [--connections N]
"""

import asyncio
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

from support import ROOT, Score, compilerOf, parser, run

EXAMPLE = ROOT / "examples" / "http"
WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror"]
SPARE_DESCRIPTORS = 64  # of a process, for everything but connections
AT_ONCE = 500  # connects that are under way at a time
UNANSWERED = 120  # seconds; a watchdog for hangs, not a measure


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--connections", type=int, default=10000, metavar="N")
    options = arguments.parse_args()
    wfxc, score = compilerOf(options), Score(options.verbose)
    host = shutil.which("g++") or shutil.which("clang++-22")
    clang = shutil.which("clang-22") or shutil.which("/usr/lib/llvm-22/bin/clang")
    if not host or not clang or not pathlib.Path("/usr/lib/wasm32-wasi/libc.a").exists():
        score.skip("http", "it needs clang with wasi-libc and a C++ compiler")
        score.close()
    with tempfile.TemporaryDirectory() as scratch:
        scratch, build = pathlib.Path(scratch), wfxc.parents[1]
        if not compileModule(score, wfxc, clang, scratch):
            score.close()
        program = compileHost(score, host, scratch, build / "lib" / "libwfx.a", [])
        if program:
            test(score, program, "plain", options.connections)
        sanitized = build / "test" / "libwfx-address.a"
        if sanitized.exists():
            program = compileHost(score, host, scratch, sanitized,
                                  ["-g", "-fsanitize=address,undefined"])
            if program:
                test(score, program, "sanitized", min(options.connections, 500))
    score.close()


def compileModule(score, wfxc, clang, scratch):
    made = run([clang, "--target=wasm32-wasi", "-mexec-model=reactor", "--no-wasm-opt", "-O2",
                "-Wall", "-Wextra", "-Wno-deprecated", EXAMPLE / "server.c", "-o",
                scratch / "server.wasm"])
    if not score.check(made.ok, "server.c", made.complaint()):
        return False
    made = run([wfxc, "-c", scratch / "server.wasm", "-o", scratch / "server.o"])
    return score.check(made.ok, "server.wasm", made.complaint())


def compileHost(score, compiler, scratch, library, flags):
    program = scratch / ("http" + "".join(flags))
    made = run([compiler, "-std=c++20", "-O2", *WARNINGS, *flags, f"-I{scratch}",
                f"-I{ROOT / 'include'}", EXAMPLE / "main.cpp", scratch / "server.o", library,
                "-o", program])
    return program if score.check(made.ok, " ".join(["main.cpp", *flags]),
                                  made.complaint()) else None


def test(score, program, label, wanted):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(wanted, hard - SPARE_DESCRIPTORS)
    if count < wanted:
        print(f"{label}: {count} connections instead of {wanted}, RLIMIT_NOFILE is {hard}")
    server = subprocess.Popen([program, "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        port = int(server.stdout.readline().decode().rpartition(":")[2])
        client = Client(score, label, port, server.pid)
        asyncio.run(client.test(count))
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=UNANSWERED)
        score.check(server.returncode == 0 and not said, f"{label}: end",
                    f"status {server.returncode}: {said.decode(errors='replace')[-2000:]}")
    except (asyncio.TimeoutError, subprocess.TimeoutExpired, ValueError, OSError) as error:
        score.check(False, label, repr(error))
    finally:
        server.kill()
        server.wait()


def residentMemory(process):
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ValueError("no VmRSS")


class Client:
    def __init__(self, score, label, port, server):
        self.score, self.label, self.port, self.server = score, label, port, server

    def check(self, condition, name, why=""):
        self.score.check(condition, f"{self.label}: {name}", why)

    async def test(self, count):
        await asyncio.wait_for(self.single(), UNANSWERED)
        await asyncio.wait_for(self.crowd(count), UNANSWERED * 4)

    def open(self):
        return asyncio.open_connection("127.0.0.1", self.port)

    async def exchange(self, request):
        """What comes back until the server closes."""
        reader, writer = await self.open()
        writer.write(request)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        return answer.decode()

    async def single(self):
        """One connection at a time: what requests may look like."""
        get = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        answer = await self.exchange(get * 3)
        self.check([f"request {i}\n" in answer for i in range(1, 5)] == [True] * 3 + [False],
                   "pipelined requests", answer)
        for request, status in [
            (b"nonsense\r\n\r\n", 400),
            (b"GET / HTTP/2.0\r\n\r\n", 400),
            (b"POST /echo HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
            (b"POST /echo HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
            (b"GET /" + b"x" * 4000, 431),
            (b"GET /other HTTP/1.1\r\n\r\n", 404),
            (b"GET /echo HTTP/1.1\r\n\r\n", 405),
            (b"GET / HTTP/1.0\r\n\r\n" + get, 200),
        ]:
            answer = await self.exchange(request)
            self.check(answer.startswith(f"HTTP/1.1 {status} ") and
                       answer.count("HTTP/1.1") == 1, repr(request[:40]), answer)
        await self.piecewise()

    async def piecewise(self):
        reader, writer = await self.open()
        for byte in b"POST /echo HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody":
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)
        answer = await self.answer(reader)
        self.check(answer == "body", "a request in pieces", answer)
        writer.close()

    async def answer(self, reader):
        """The body of the next answer."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = next(int(line.split(":")[1]) for line in head.splitlines()
                    if line.startswith("Content-Length"))
        return (await reader.readexactly(size)).decode()

    async def crowd(self, count):
        """All connections are open before the first request is sent, and stay so."""
        before = residentMemory(self.server)
        limit = asyncio.Semaphore(AT_ONCE)

        async def connect():
            async with limit:
                return await self.open()

        streams = await asyncio.gather(*(connect() for _ in range(count)))
        right = await self.everywhere(streams, lambda i: b"GET / HTTP/1.1\r\n\r\n",
                                      lambda i: "Hello from WebAssembly, request 1\n")
        self.check(right == count, f"{count} first answers", f"{right} are right")
        taken = residentMemory(self.server) - before
        print(f"{self.label}: {count} connections, {taken / count / 1024:.1f} KiB each")
        body = [f"this is connection {i}" for i in range(count)]
        right = await self.everywhere(
            streams,
            lambda i: (f"POST /echo HTTP/1.1\r\nContent-Length: {len(body[i])}\r\n\r\n"
                       + body[i]).encode(),
            lambda i: body[i])
        self.check(right == count, f"{count} echoes", f"{right} are right")
        # Half of them go without a word; the others do not notice.
        for _, writer in streams[::2]:
            writer.transport.abort()
        rest = streams[1::2]
        right = await self.everywhere(rest, lambda i: b"GET / HTTP/1.1\r\n\r\n",
                                      lambda i: "Hello from WebAssembly, request 3\n")
        self.check(right == len(rest), f"{len(rest)} third answers", f"{right} are right")
        for _, writer in rest[::2]:
            writer.close()
        # The last quarter is still open when the server ends.

    async def everywhere(self, streams, request, wanted):
        """Sends on all connections, then reads from all. How many answers are right."""
        for i, (_, writer) in enumerate(streams):
            writer.write(request(i))
        answers = await asyncio.gather(*(self.answer(reader) for reader, _ in streams),
                                       return_exceptions=True)
        return sum(answer == wanted(i) for i, answer in enumerate(answers))


if __name__ == "__main__":
    sys.exit(main())
