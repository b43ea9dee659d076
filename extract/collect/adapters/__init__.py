"""One module per portal family: pure functions on bytes, as :class:`extract.collect.adapter.Adapter` has them."""
