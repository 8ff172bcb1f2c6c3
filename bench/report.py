"""What bench/run says: figures of its programs, ratios to native, and a table of them."""

import math
import statistics

from engines import Native, Wfxc

LIMIT = 1.3  # a ratio of wfxc to native that the table marks
MILLION = 1e6


def summary(program):
    """Figures of each engine, the ratio to native where both ran."""
    result = {"arguments": program.arguments}
    native = program.runs.get(Native.name)
    for name, runs in program.runs.items():
        figures = {"cpu": [round(one.cpu, 4) for one in runs],
                   "wall": [round(one.wall, 4) for one in runs],
                   "peak": max(one.peak for one in runs)}
        if native and name != Native.name:
            figures["ratio"] = ratio(statistics.median, runs, native)
            figures["ratioOfMinima"] = ratio(min, runs, native)
        result[name] = figures
    return result


def ratio(pick, runs, native):
    return round(pick(one.cpu for one in runs) / max(pick(one.cpu for one in native), 1e-4), 4)


def means(programs, engines):
    """The geometric mean of each engine's ratios, over the programs that it has."""
    result = {}
    for engine in engines:
        rows = [figures[engine] for figures in programs.values()
                if "ratio" in figures.get(engine, {})]
        if rows:
            result[engine] = {kind: round(geometricMean(row[kind] for row in rows), 4)
                              for kind in ("ratio", "ratioOfMinima")}
            result[engine]["programs"] = len(rows)
    return result


def geometricMean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def show(result):
    machine = result["machine"]
    print(f"\n{machine['cpu']}, {machine['cores']} cores, Linux {machine['kernel']}, "
          f"{result['target']}, {result['rounds']} rounds"
          f"{', WebAssembly with vectors' if result['simd'] else ''}\n"
          "CPU seconds of native code; ratios to it: of medians (of minima)")
    for name, version in result["engines"].items():
        print(f"  {name}: {version}")
    for name in result["absent"]:
        print(f"  absent: {name}")
    showPrograms(result)
    showStarts(result["hello"])
    showCompilers(result["compile"])


def showPrograms(result):
    others = [name for name in result["engines"] if name != Native.name]
    print(f"\n{'program':10}{Native.name:>9}" + "".join(f"{name:>16}" for name in others))
    for name, figures in result["programs"].items():
        native = figures.get(Native.name)
        print(f"{name:10}"
              + (f"{statistics.median(native['cpu']):9.3f}" if native else f"{'-':>9}")
              + "".join(shownRatio(figures.get(other)) for other in others) + marks(figures))
    rows = [result["means"].get(other) for other in others]
    print(f"{'geo. mean':19}" + "".join(map(shownRatio, rows)))
    print(f"{'  of programs':19}" + "".join(f"{row['programs'] if row else 0:16}" for row in rows))


def shownRatio(figures):
    if not figures or "ratio" not in figures:
        return f"{'-':>16}"
    return f"{figures['ratio']:8.2f} ({figures['ratioOfMinima']:.2f})".rjust(16)


def marks(figures):
    """Where wfxc is far behind native code, or by both ratios behind another engine."""
    own = figures.get(Wfxc.name, {})
    if "ratio" not in own:
        return ""
    faster = [name for name, other in figures.items()
              if name not in ("arguments", Native.name, Wfxc.name) and "ratio" in other
              and all(other[kind] < own[kind] for kind in ("ratio", "ratioOfMinima"))]
    return ((f"  > {LIMIT}" if own["ratio"] > LIMIT else "")
            + (f"  behind {', '.join(faster)}" if faster else ""))


def showStarts(starts):
    if starts:
        print("\nhello, world: medians of starts")
    for name, figures in starts.items():
        size = f", {figures['size']:,} bytes" if figures["size"] else ""
        print(f"  {name:10} {figures['wall'] * 1000:7.2f} ms wall, "
              f"{figures['cpu'] * 1000:7.2f} ms CPU{size}")


def showCompilers(rows):
    for row in rows[:1]:
        print(f"\ncompiling {row['module']}, {row['bytes']:,} bytes: the best")
    for row in rows:
        print(f"  {row['compiler']:10} {row['cpu']:7.2f} s CPU, {row['wall']:7.2f} s wall, "
              f"{row['peak'] / MILLION:6.0f} MB, makes {row['size']:,} bytes")
