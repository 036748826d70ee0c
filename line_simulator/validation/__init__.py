"""LINE's rules for what may be sent. Pure: JSON in, errors out."""
