"""From a reading to facts that can be compared: checks, verification, who and when, sections."""
