"""What is searched, and how: articles in, passages found."""
