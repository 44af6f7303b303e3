"""How a text sounds: the seam, the model that is shipped, fine-tuned and hub models. Read `model.py` first."""
