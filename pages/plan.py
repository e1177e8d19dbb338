"""The page of the step “plan”: comes in a later version, and says so."""

from otif_koop.ui import frame

frame.comes_later("plan")
