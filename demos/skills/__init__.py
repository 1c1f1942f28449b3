"""What the expert can do: one skill per file, each a generator of actions that looks at the world before every action."""
