"""What reviews say about a product: aspects, pros, cons and latent problems. Read `analysis.py` first."""
