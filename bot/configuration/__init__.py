"""Where settings come from: the environment's variables, their texts and the errors of missing or wrong ones."""
