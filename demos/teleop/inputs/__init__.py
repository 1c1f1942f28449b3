"""What keys, mouse and gamepad mean: raw input of the page -> motion (6,) in the robot's base frame.

Directions are those of the picture of `agentview`, which looks at the robot: right is +y, up and away from the viewer
is -x, towards the viewer is +x.
"""
