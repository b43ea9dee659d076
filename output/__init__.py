"""From the dataset to what people use: tables, codebook, data package."""
