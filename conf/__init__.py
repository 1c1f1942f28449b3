"""The choices of the command line as YAML: one file per choice, whose name is the word to type."""
