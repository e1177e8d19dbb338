"""The commands of `otif-koop`, one a module."""
