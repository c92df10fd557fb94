"""Documents leave for paper: one job, one sending, and evidence of it."""
