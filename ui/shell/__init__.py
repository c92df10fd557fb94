"""The frame around the pages: strip, rail, practice band."""
