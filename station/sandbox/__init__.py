"""The practice world: a shop and devices of our own that speak real protocols over real sockets."""
