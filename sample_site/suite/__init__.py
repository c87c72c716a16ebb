"""Tests of Harbor Goods as its owner would write them; one fails on purpose."""
