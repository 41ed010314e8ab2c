"""What a person looks at: results as labelled arrays, and pictures of them."""
