"""Prints what the documents' text says and whether the tables say the same: ``python -m tests.narrative [--examples …]``.

Examples quote real reports, which are not ours to publish: they go to the screen only.
"""

from __future__ import annotations

import argparse

from tests.accuracy.splits import folder_to_documents, split_folders
from tests.narrative.measure import FINDINGS, documents_to_said, said_to_examples, said_to_text

parser = argparse.ArgumentParser(prog="python -m tests.narrative", description=__doc__)
parser.add_argument("--examples", nargs="*", choices=FINDINGS, default=[], help="results of which to print examples")
parser.add_argument("--most", type=int, default=100, help="at most so many examples of each")
options = parser.parse_args()
for split, folder in split_folders().items():
    said = documents_to_said(folder_to_documents(folder))
    print(said_to_text(split, said))
    if options.examples:
        print(said_to_examples(said, options.examples, options.most))
