"""Local doubles of carts: real HTTP on loopback, and everything a merchant or a bad line does to a shop."""
