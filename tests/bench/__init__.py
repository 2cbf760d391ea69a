"""`make bench`: what pages cost beside a bare view, on the same server in the same minutes."""
