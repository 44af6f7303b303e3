"""Fine-tunes the embedder and the reranker on judged queries."""
