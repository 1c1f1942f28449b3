"""Demonstrations: the scripted expert, teleoperation, collecting, HDF5 files, replay.

`collect.collect` and `teleop.teleop.teleop` make them, `reader.load`, `.info` and `.check` read them,
`replay.replay_file` proves them, `rendering.render_observations` gives them images.
"""
