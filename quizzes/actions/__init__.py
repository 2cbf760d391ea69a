"""What can happen to questions, attempts and marks: one thing each, one transaction each."""
