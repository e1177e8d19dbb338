"""otif_koop: from "who are our customers?" to a delivery reliability score that can be defended."""
