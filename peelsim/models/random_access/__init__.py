"""Coded random access: users send replicas of a packet, and a receiver cancels what it knows."""

from peelsim.models.random_access.model import RandomAccess

__all__ = ["RandomAccess"]
