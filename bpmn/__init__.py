"""The procedures themselves: a folder each with diagram, tables, forms, scenarios and README."""
