"""Scales: one pure parser per protocol, one way of asking for all."""
