"""Tests of the procedures themselves: how they are drawn, and that they play."""
