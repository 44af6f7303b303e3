"""The shop floor: the page on which shoppers chat, and what it shows beside the words."""
