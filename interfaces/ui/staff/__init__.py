"""What the pages for staff share: their shell, their scripts and styles, and who may open them."""
