"""What the quiz pages show, made of rows."""
