"""How fast pools are. The measurements themselves are run by pytest-benchmark, from the tests folder beside this package."""
