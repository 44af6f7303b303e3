"""The product pictures of the demo shop: a canvas, a palette, and one small drawing a kind of product."""
