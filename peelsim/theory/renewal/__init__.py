"""The renewal law of peeling: P(stuck) and what is learnt at any size, see ``renewal_law``."""
