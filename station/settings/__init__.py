"""Every option once (`schema`), read from a file (`load`), with its secrets kept elsewhere (`secrets`)."""
