"""What the expert can do: one skill per file, each a generator that looks at the world before every action."""
