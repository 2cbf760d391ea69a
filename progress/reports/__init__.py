"""What is known of somebody's progress, as rows for screens and files."""
