"""The crawl itself, on Scrapy: politeness, retries, cache and resumption are Scrapy's; what is kept is the store's."""
