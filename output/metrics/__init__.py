"""Metrics as data: their catalogue, their formulas, the table made from them, and the page that explains them."""

from output.metrics.catalogue import Catalogue, Metric, load_catalogue
from output.metrics.page import metrics_markdown
from output.metrics.table import create_metrics

__all__ = ["Catalogue", "Metric", "create_metrics", "load_catalogue", "metrics_markdown"]
