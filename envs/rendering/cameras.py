"""Names of cameras."""


def camera_name(camera: str) -> str:
    """Return a camera's name in the model: the one on the hand came with the robot."""
    return "robot/eye_in_hand" if camera == "eye_in_hand" else camera
