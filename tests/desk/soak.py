"""A desk under load: connections that say nothing, connections that say a byte now and then, and one that asks for pages and is timed.

    python3 tests/desk/soak.py PORT PID SECONDS IDLE SLOW [PAUSE]

waits PAUSE seconds between its questions (0.02) and prints, a line each: how many pages were asked for and failed; the median and the 99th of a hundred times to the last byte of the first page and of a list; memory of
the process after a quarter of the time and at its end.
"""
import asyncio
import random
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


async def soak(port, pid, seconds, n_idle, n_slow, pause=0.02):
    others = [asyncio.create_task(idle(port)) for _ in range(n_idle)] + [asyncio.create_task(slow(port)) for _ in range(n_slow)]
    await asyncio.sleep(min(2, seconds / 4))
    times, failed, begun, quarter = {p: [] for p in PAGES}, 0, time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        for path in PAGES:
            at = time.monotonic()
            try:
                failed += not await asyncio.wait_for(page(port, path), 30)
            except (OSError, asyncio.TimeoutError):
                failed += 1
            times[path].append(time.monotonic() - at)
        if not quarter and time.monotonic() - begun > seconds / 4:
            quarter = memory(pid)
        await asyncio.sleep(pause)
    for task in others:
        task.cancel()
    print(f"connections {n_idle} idle, {n_slow} slow; asked {sum(map(len, times.values()))}, failed {failed}")
    for path, list_ in times.items():
        list_.sort()
        print(f"{path}: median {1000 * list_[len(list_) // 2]:.1f} ms, 99th percentile {1000 * list_[min(len(list_) - 1, len(list_) * 99 // 100)]:.1f} ms")
    print(f"memory after a quarter {quarter // 1024} MB, at the end {memory(pid) // 1024} MB")


asyncio.run(soak(*map(int, sys.argv[1:6]), *map(float, sys.argv[6:7])))
