"""A desk under load: connections that say nothing, connections that say a byte now and then, and one that asks for pages and is timed.

    python3 tests/desk/soak.py PORT PID SECONDS IDLE SLOW [PAUSE]

waits PAUSE seconds between its questions (0.02) and prints, a line each: for each minute the 99th of a hundred times to the last byte of the first page, and the memory of
the desk; how many pages were asked for and failed; the median and the 99th of a hundred times of the first page and of two lists; the memory after a quarter of the time and
at its end. The connections that ask nothing belong to a process of their own, so that they do not delay the clock.
"""
import asyncio
import os
import random
import signal
import sys
import time

PAGES = ["/", "/api/v1/about", "/api/v1/happenings?limit=30"]


async def idle(port):
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await reader.read(1)  # until the desk has had enough
            writer.close()
        except OSError:
            await asyncio.sleep(0.2)


async def slow(port):
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Slow: %s\r\n\r\n" % (port, b"a" * 400)
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for byte in request:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.2 + random.random() * 0.2)
            writer.close()
        except OSError:
            await asyncio.sleep(0.2)


async def page(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read(-1)
    writer.close()
    return answer.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 404 "))  # 404: a desk that was built without its pages


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


async def crowd(port, n_idle, n_slow):
    await asyncio.gather(*(idle(port) for _ in range(n_idle)), *(slow(port) for _ in range(n_slow)))


def of_a_hundred(times, n):
    """The nth of a hundred times, in milliseconds."""
    return 1000 * sorted(times)[min(len(times) - 1, len(times) * n // 100)]


async def ask(port, pid, seconds, pause):
    """Times of each page, those of the first page by minute, how many failed, the memory after a quarter of the time."""
    times, minutes, failed, begun, quarter = {p: [] for p in PAGES}, [], 0, time.monotonic(), 0
    minute, gone = [], 0
    while gone < seconds:
        for path in PAGES:
            at = time.monotonic()
            try:
                failed += not await asyncio.wait_for(page(port, path), 30)
            except (OSError, asyncio.TimeoutError):
                failed += 1
            times[path].append(time.monotonic() - at)
        gone = time.monotonic() - begun
        minute.append(times["/"][-1])
        if not quarter and gone > seconds / 4:
            quarter = memory(pid)
        if gone >= 60 * (len(minutes) + 1):
            minutes.append(of_a_hundred(minute, 99))
            print(f"minute {len(minutes)}: first page {minutes[-1]:.1f} ms, {memory(pid) // 1024} MB", flush=True)
            minute = []
        await asyncio.sleep(pause)
    return times, minutes, failed, quarter


def soak(port, pid, seconds, n_idle, n_slow, pause=0.02):
    others = os.fork()
    if not others:
        asyncio.run(crowd(port, n_idle, n_slow))
    try:
        time.sleep(min(2, seconds / 4))
        times, minutes, failed, quarter = asyncio.run(ask(port, pid, seconds, pause))
    finally:
        os.kill(others, signal.SIGKILL)
        os.waitpid(others, 0)
    print(f"connections {n_idle} idle, {n_slow} slow; asked {sum(map(len, times.values()))}, failed {failed}")
    for path, each in times.items():
        print(f"{path}: median {of_a_hundred(each, 50):.1f} ms, 99th percentile {of_a_hundred(each, 99):.1f} ms")
    if minutes:
        print(f"99th percentile of the first page in the quietest minute {min(minutes):.1f} ms, in the median minute {of_a_hundred(minutes, 50) / 1000:.1f} ms, in the busiest {max(minutes):.1f} ms")
    print(f"memory after a quarter {quarter // 1024} MB, at the end {memory(pid) // 1024} MB")


soak(*map(int, sys.argv[1:6]), *map(float, sys.argv[6:7]))
