"""The store: bytes by sha256, WARC files of every exchange, and a catalogue of what was fetched, found and changed."""
