"""The network of the tagger: what it reads of each token, its layers, and the way from its scores to spans."""
