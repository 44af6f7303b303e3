"""The formats a catalogue may come in, each read row by row; `catalog_reader` is the way in."""
