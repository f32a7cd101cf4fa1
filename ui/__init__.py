"""The web page over the library: conversation on one side, article on the other."""
