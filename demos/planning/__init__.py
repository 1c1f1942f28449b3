"""Where the arm can go: inverse kinematics, collision checks and paths, all tried out in a private copy of the world."""
