"""The rules of packing, pure: they get candidates and numbers handed in and look nothing up."""
