"""What happens to somebody's progress: one thing each, one transaction each."""
