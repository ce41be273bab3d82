# SPDX-License-Identifier: Apache-2.0
"""The picture bench: the page of `postroom trace html` in a real browser. measure.py calls measure()."""
import json
import subprocess

EVENTS = 50_000
AIM = 1000  # milliseconds, to draw them all


def measure(root, build, work, run, report):
    prepared = subprocess.run(["bash", "-c", f'. "{root}/tests/picture/prepare.sh"; prepare "{build}" "{root}"'],
                              stdout=subprocess.PIPE, text=True, check=False)
    if prepared.returncode != 0:
        print(f"picture: {prepared.stdout.strip()}")
        return
    run(["python3", root / "tests/picture/many_events.py", root, work / "many.trace", EVENTS])
    with (work / "many.html").open("wb") as page:
        subprocess.run([build / "bin/postroom", "trace", "html", work / "many.trace"], stdout=page, check=True)
    figures = json.loads(run(["node", root / "bench/picture.mjs", build / "picture", work / "many.html"]).stdout)
    report(f"picture, {EVENTS:,} events", "ms", figures["drawn"], figures["floor"], None)
    print(f"  aimed at: at most {AIM} ms; opening the page and drawing it took {figures['opened']:.0f} ms")
    print(f"  the events are drawn as {figures['rectangles']:,} rectangles; the floor draws the same on bare canvases")
