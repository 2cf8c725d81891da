"""The inventory service of the demo shop: the stock of each product, in PostgreSQL, with Redis as its cache."""
