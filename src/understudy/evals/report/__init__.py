"""A run, told: to machines, in a pull request, and as a page that opens anywhere.

In order of flow: `told` (what a report says of a run), `causes` (failures that are alike), `machine` (JUnit
XML and JSON), `markdown` (for a pull request), `picture` (a rate with its interval, drawn), `page` (one HTML
file that fetches nothing).
"""

from understudy.evals.report.machine import as_json, as_junit

__all__ = ["as_json", "as_junit"]
