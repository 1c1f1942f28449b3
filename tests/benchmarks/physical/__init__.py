"""What `tests/benchmarks/physics.py` tries on every candidate: one kind of trial per file, and the candidates."""
