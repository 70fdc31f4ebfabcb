"""What measures quality, speed and scale: each bench prints what it found."""
