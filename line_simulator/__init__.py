"""The stand-in for the LINE Platform: answers like LINE, shows phones, keeps a ledger.

It shares no code with the product: two witnesses, not one.
"""
