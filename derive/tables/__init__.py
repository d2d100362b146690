"""Tables of TOML: values that know their places, and say what is wrong with them."""
