"""What is learned from use: calibrated scores, comparisons of rankers, exploration, exposure. Pure.

Everything here takes plain values out of one community's log and gives plain values back; who may
see them, and that two communities never meet, is seen to where the log is read.
"""
