"""Names of bodies and joints in a compiled model."""

ROBOT = "robot/"
GRIPPER = "gripper/"


def part_name(instance: str, part: str) -> str:
    """Return the name of a part's body and joint."""
    return f"{instance}/{part}" if part else instance
