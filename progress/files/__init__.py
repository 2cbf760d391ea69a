"""Files that reports are printed to. Each kind prints the rows that the screen shows, and nothing else."""
