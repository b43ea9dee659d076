"""From a list of agencies to a store of their published reports: registry, one adapter per portal family, store, crawl.

Pure functions on bytes decide what a page says; :mod:`extract.collect.crawl` alone touches the network, through
Scrapy, and :mod:`extract.collect.store` alone the disk.
"""
