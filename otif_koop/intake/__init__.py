"""Client exports in: reading, column mapping, checks.

`read_file` gives a table of text, `open_book` one for each sheet of a workbook that is used, and `read_source` one of a
database or a folder of Parquet; `detect_roles` says
what each of several files is; `propose` says what each column is and what must be asked; `with_answers` adds answers;
`to_order_tables` gives the order tables and every finding.
"""

from otif_koop.intake.assemble.groups_by_hand import with_customer_groups
from otif_koop.intake.assemble.to_order_tables import Intake, to_order_tables, what_a_row_is
from otif_koop.intake.findings import Finding, Severity, findings_table
from otif_koop.intake.mapping.answers import with_answers
from otif_koop.intake.mapping.book import Book, named, open_book, said_by_name, sheets_told
from otif_koop.intake.mapping.mapping import ColumnUse, FileMapping, Mapping, Role, layout_changes
from otif_koop.intake.mapping.periods import columns_of_periods
from otif_koop.intake.mapping.proposal import Proposal, ProposedColumn, Question
from otif_koop.intake.mapping.propose import propose
from otif_koop.intake.mapping.roles import ROLE_NAMES, detect_roles, only_one
from otif_koop.intake.mapping.sheets import SheetUse
from otif_koop.intake.mapping.systems import recognise_system
from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.read_file import read_file
from otif_koop.intake.reading.text_table import HowRead, TextTable
from otif_koop.intake.refusals import NotAssembled, NotMapped, NotRead
from otif_koop.intake.safe_cell import safe_cell
from otif_koop.intake.sources.named import Source, allows_queries, known_sources, source_named
from otif_koop.intake.sources.read_source import read_source, tables_of

__all__ = [
    "ROLE_NAMES",
    "Book",
    "ColumnUse",
    "FileMapping",
    "Finding",
    "HowRead",
    "Intake",
    "Mapping",
    "NotAssembled",
    "NotMapped",
    "NotRead",
    "Proposal",
    "ProposedColumn",
    "Question",
    "ReadingChoices",
    "Role",
    "Severity",
    "SheetUse",
    "Source",
    "TextTable",
    "allows_queries",
    "columns_of_periods",
    "detect_roles",
    "findings_table",
    "known_sources",
    "layout_changes",
    "named",
    "only_one",
    "open_book",
    "propose",
    "read_file",
    "read_source",
    "recognise_system",
    "safe_cell",
    "said_by_name",
    "sheets_told",
    "source_named",
    "tables_of",
    "to_order_tables",
    "what_a_row_is",
    "with_answers",
    "with_customer_groups",
]
