"""The page of the step “customers”: comes in a later version, and says so."""

from otif_koop.ui import frame

frame.comes_later("customers")
