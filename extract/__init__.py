"""From the bytes of one document to a faithful reading of its statutory tables."""
