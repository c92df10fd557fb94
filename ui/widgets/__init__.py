"""Parts the pages are made of. They show what they are told and ask nothing."""
