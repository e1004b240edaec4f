"""Every table of the product, whichever module it stands in."""

import pkgutil
from importlib import import_module

from sqlalchemy import MetaData

import engine
import handlers
import workflows
from workflows.storage import Table


def metadata() -> MetaData:
    """Return all tables, once every module that may hold one has been imported."""
    for package in (workflows, engine, handlers):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    return Table.metadata
