# SPDX-License-Identifier: Apache-2.0
"""How the tools of this folder end: a page is written or, with --check, compared; then it is said what is wrong."""
import sys


def finish(page, text, wrong, script):
    """Writes TEXT to PAGE, or with --check compares them; None for TEXT leaves the page alone. Prints what is WRONG.
    Returns the exit code."""
    if text is not None:
        if sys.argv[1:] != ["--check"]:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            wrong = [*wrong, f"{page.name} is stale: run tools/dev/{script}"]
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0
