"""Figures → charts in plain values, scaled to a view box; what they look like is for a theme's macro to say."""
