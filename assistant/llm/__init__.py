"""Language models behind one seam: hosted, embedded, guided, scripted."""
