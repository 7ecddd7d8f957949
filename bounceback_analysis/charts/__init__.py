"""Tables in, pictures out: marks, and two pens that draw them."""
