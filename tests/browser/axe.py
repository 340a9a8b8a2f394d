"""What axe-core finds on a page: WCAG 2.0 to 2.2, A and AA, and good practice.

`violations(page)` injects axe past the content security policy (through the debugging protocol,
as a browser extension would) and gives one line a fault, empty when all is well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).parent / "vendor" / "axe.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """rules => axe.run(document, {
    runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'],
})"""


def violations(page: Any) -> list[str]:
    """One line for each fault found on this page: rule, place, and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; 1")
    page.wait_for_timeout(200)  # let the last movement end: colours are measured as they are
    found = page.evaluate(_RUN, RULES)["violations"]
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for fault in found
        for node in fault["nodes"]
    ]


check = violations
