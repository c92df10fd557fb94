"""What went out, for people and their spreadsheets."""
