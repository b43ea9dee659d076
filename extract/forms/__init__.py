"""The official forms as data files, and their loader."""

from extract.forms.form import Block, CellKind, Form, FormCell, Identity, Label, Table, load_forms, text_to_form

__all__ = ["Block", "CellKind", "Form", "FormCell", "Identity", "Label", "Table", "load_forms", "text_to_form"]
