"""Small demonstrations that a chapter needs and no clinical model does."""
