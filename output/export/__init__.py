"""A finished dataset in the formats of other programs, each value as it stands in the dataset."""
