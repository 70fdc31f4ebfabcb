"""The shared kernel: text, base models, audit, permissions, errors."""
