"""Peeling one given graph again and again: erased concepts, chosen texts, deleted edges; graphs of null models."""
