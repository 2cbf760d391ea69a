"""Reports as files: asked for, made at once or by a worker, cancelled, mailed about, removed (P2, P17, P25)."""
