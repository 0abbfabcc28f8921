"""Result tables of the long experiments, which lessons show."""
