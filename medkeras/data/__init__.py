"""Level 2: data sets, splits by patient, and the audit for leaks."""

from medkeras.data.card_files import card, catalog
from medkeras.data.cards import Card
from medkeras.data.leakage import AuditReport, folds_audit, leakage_audit
from medkeras.data.loading import LoadedDataset, load
from medkeras.data.preparing import prepare
from medkeras.data.readiness import Status, status
from medkeras.data.splits import patient_split

__all__ = [
    "AuditReport",
    "Card",
    "LoadedDataset",
    "Status",
    "card",
    "catalog",
    "folds_audit",
    "leakage_audit",
    "load",
    "patient_split",
    "prepare",
    "status",
]
