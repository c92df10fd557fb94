"""What is printed: documents in millimetres, drawn as PDF, read back before they leave."""
