"""The van, goods that go back to the shelf, and what customers send back."""
