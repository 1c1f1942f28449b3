"""What the commands share: finding them, reading their knobs, saying what went wrong, showing progress."""
