"""How many cells are read right, by set of documents, reader and format, and the floors below which that must not fall."""
