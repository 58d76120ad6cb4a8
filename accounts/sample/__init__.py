"""The sample company: made-up customers with a year and more of history, labelled as such wherever they show."""

from accounts.sample.dataset import FILES, SOURCE, has_sample, load_sample, write_files

__all__ = ["FILES", "SOURCE", "has_sample", "load_sample", "write_files"]
