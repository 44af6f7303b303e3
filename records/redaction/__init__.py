"""Takes personal data out of texts before they are written anywhere; `redactor.py` is the way in."""
