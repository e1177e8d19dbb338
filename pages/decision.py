"""What was agreed, who signed it, and what changed since."""

from otif_koop.ui import decision, frame

workshop = frame.workshop_for("decision")

decision.charter(workshop)
decision.signing(workshop)
decision.differences(workshop)
