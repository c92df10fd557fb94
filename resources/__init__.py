"""What is not code: words, fonts, icons, sounds, sample goods, label templates, the manual."""
