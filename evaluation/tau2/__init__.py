"""tau2-bench's retail tasks (Barres et al., 2025, arXiv 2506.07982): our agent, their tools, judged by what is done."""
