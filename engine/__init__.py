"""What happened: steps a case and writes its journal; knows no clock, no person, no web."""
