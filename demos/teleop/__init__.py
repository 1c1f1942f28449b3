"""Teleoperation: a person solves tasks, and what succeeds becomes demonstrations like the expert's.

`teleop.teleop` is the whole; `session` knows what an episode is, `shelf` keeps them, `devices/` has one file per
device, `web/` is the local page with the live picture, `inputs/` says what keys, mouse and gamepad mean.
"""
