"""How it looks: pages, sign-in and the command line; every view is three short moves."""
