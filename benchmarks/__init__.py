"""How fast this software is beside the alternatives, as ratios measured in one run: ``python -m benchmarks``."""
