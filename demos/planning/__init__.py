"""Where the arm can go: inverse kinematics, collision checks and paths, tried out in a private copy of the world."""
