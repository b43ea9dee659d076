"""The run over many documents: plan, shards, sandbox, state, and the dataset put together from them."""
