"""The part of LINE's HTTP API that the product uses."""
