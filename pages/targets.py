"""The page of the step “targets”: comes in a later version, and says so."""

from otif_koop.ui import frame

frame.comes_later("targets")
