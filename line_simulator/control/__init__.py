"""Addresses under /simulator/ for tests and for the phones. Only this machine may call them."""
