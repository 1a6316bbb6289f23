"""The official forms: one YAML file an edition, and all that is derived from it."""
