"""JSON, for researchers and for our own checks; its keys never change their meaning (docs/formats.md)."""

import hashlib
import json
from datetime import date
from decimal import Decimal

from generator.editions.form import Cell
from generator.model import Figure, Money, Report
from generator.outputs import Order

COUNT = "件"  # the unit of all cells that `units` does not list


def write(order: Order) -> bytes:
    """The report as one JSON object."""
    return (json.dumps(describe(order.report), ensure_ascii=False, indent=1) + "\n").encode()


def digest(report: Report) -> str:
    """SHA-256 of all the report says, without its log of revisions."""
    said = {key: value for key, value in describe(report).items() if key != "revisions"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def describe(report: Report) -> dict[str, object]:
    """What is published of a report as data."""
    cells = report.edition.cells
    fee = report.processing_fee
    return {
        "edition": report.edition.id,
        "agency": report.agency.name,
        "agency_path": report.agency.path,
        "agency_code": report.agency.code or None,
        "year": report.year,
        "title": report.title,
        "published": report.published.isoformat() if isinstance(report.published, date) else report.published,
        "scope": report.scope,
        "cells": {cell.address: _number(report.values[cell.index]) for cell in cells},
        "units": {
            cell.address: unit for cell in cells if (unit := _unit(report.values[cell.index], cell)) != COUNT
        },
        "computed": [cell.address for cell in cells if cell.index in report.computed],
        "notes": dict(report.notes),
        "waived": {code: reason for code, (reason, _place) in sorted(report.waivers.items())},
        "revisions": [{"date": r.day.isoformat(), "reason": r.reason} for r in report.revisions],
        "processing_fee": {
            "notices_issued": fee.notices_issued,
            "amount_noticed": _number(fee.amount_noticed),
            "amount_collected": _number(fee.amount_collected),
        }
        if fee
        else None,
        "narrative": {name: part.text for name, part in report.narrative.items()},
    }


def _number(value: Figure) -> int | float | None:
    """At most 16 digits (the readers see to it), so that a float prints the very figure."""
    if isinstance(value, Money):
        value = value.amount
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _unit(value: Figure, cell: Cell) -> str:
    """The unit of a cell: the form's, or the one written with the figure."""
    return value.unit if isinstance(value, Money) else cell.unit
