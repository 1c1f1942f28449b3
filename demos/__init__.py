"""Demonstrations: the scripted expert, collecting, HDF5 files, replay.

`collect.collect` makes them, `reader.load`, `.info` and `.check` read them, `replay.replay_file` proves them,
`rendering.render_observations` gives them images.
"""
