"""Who files: divisions and their history, kinds of agency, and printed names resolved to agencies with stable ids."""
