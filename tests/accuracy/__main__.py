"""Prints how many cells are read right, and pins it: ``python -m tests.accuracy [--update [--allow-regression]]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.accuracy.floors import load_floors, raise_floors, save_floors, scores_to_faults, scores_to_regressions
from tests.accuracy.measure import READERS, Scores, documents_to_scores, scores_to_text
from tests.accuracy.splits import documents_to_digest, folder_to_documents, split_folders


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints, and writes the floors where asked to; 1 where something lies below them."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise the floors to what was reached, pin the digests")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower a floor, too")
    options = parser.parse_args(arguments)
    if options.allow_regression and not options.update:
        parser.error("--allow-regression says how to --update")

    floors = load_floors()
    splits = {split: folder_to_documents(folder) for split, folder in split_folders().items()}
    digests = {split: documents_to_digest(documents) for split, documents in splits.items()}
    scores: Scores = {
        (split, readers): documents_to_scores(documents, readers)
        for split, documents in splits.items()
        for readers in READERS
    }
    print(scores_to_text(scores))

    faults = [fault for (split, _), score in scores.items() for fault in scores_to_faults(split, score)]
    # Floors speak of the pinned documents; another corpus has none, until it is to be pinned in their place.
    regressions = [
        line
        for (split, readers), score in scores.items()
        if options.update or split == "fixtures" or digests[split] == floors.digests.get(split)
        for line in scores_to_regressions(floors, split, readers, score)
    ]
    for line in dict.fromkeys([*faults, *regressions]):
        print(line)
    if not options.update:
        stale = digests.get("fixtures") != floors.digests.get("fixtures")
        if stale:
            print("documents or truths of fixtures/ are not those that the floors speak of: run with --update")
        return 1 if faults or regressions or stale else 0
    if regressions and not options.allow_regression:
        print("floors not lowered: mend what regressed, or say --allow-regression")
        return 1
    save_floors(raise_floors(floors, digests, scores))
    print("floors written")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
