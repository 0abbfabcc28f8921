"""Programs of other environments are no modules with doctests."""

collect_ignore_glob = ["frameworks/*.py"]
