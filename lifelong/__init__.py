"""The science: streams of tasks, algorithms, training, evaluation, metrics, the leaderboard and the command line.

`run.train` learns a stream and measures it; `metrics` turns success into numbers; `leaderboard.build` compares runs.
Nothing is imported here, since most of it needs torch.
"""
