"""Everything that waits on a network or a printer, off the scan path."""
