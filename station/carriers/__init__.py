"""Who carries a carton away, and the number it is found by."""
