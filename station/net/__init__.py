"""What goes over a wire: http (the only httpx) and serial (the only pyserial)."""
