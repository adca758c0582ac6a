"""What the pages of the reader and of the review are made of: passages, pages, cards, forms."""
