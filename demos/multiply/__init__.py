"""A few demonstrations made many: cut at sub-goals, and the pieces carried to where things stand in other layouts.

The idea is MimicGen's (arXiv 2310.17596). `multiply.multiply` does it; `track` and `subgoals` say what happens in a
source demonstration, `segments` cuts it, `transfer` carries a piece over, `choose` finds one that fits, `rehearsal`
acts.
"""
