"""Good documents damaged in thousands of ways, and what the reader makes of them."""
