"""What a person can do at the bench, one transaction each."""
