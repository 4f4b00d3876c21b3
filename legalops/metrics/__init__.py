"""Frames in, frames out: every figure of the app is worked out here, once."""
