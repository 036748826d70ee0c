"""The node types, one file each; ``registry`` lists them."""
