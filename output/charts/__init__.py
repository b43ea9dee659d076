"""Charts of a dataset for people: functions over pandas frames that write PNG, SVG or PDF.

They need matplotlib: ``pip install 'gongkai[charts]'``.
"""

from output.charts.canvas import ChartError
from output.charts.carry_over import carry_over_flow
from output.charts.coverage import coverage_tiles
from output.charts.rates import rates_over_time
from output.charts.refusals import refusal_reasons

__all__ = [
    "ChartError",
    "carry_over_flow",
    "coverage_tiles",
    "rates_over_time",
    "refusal_reasons",
]
