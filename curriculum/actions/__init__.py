"""What can happen to the curriculum: a folder is loaded, a text is published."""
